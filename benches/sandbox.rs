//! Requests a second of the sandbox over HTTP: `cargo bench --bench sandbox`.
//!
//! Eight connections ask as fast as they are answered, on the machine that also runs the sandbox. What a
//! client would add (signing, its own JSON) is not measured.

use std::error::Error;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use latticectl::sandbox::{Sandbox, SandboxOptions};
use serde_json::{Value, json};

const CONNECTIONS: usize = 8;
const TIME: Duration = Duration::from_secs(3);
const SIGNED: &str = "authorization: AWS4-HMAC-SHA256 Credential=A/20260101/us-west-2/vpc-lattice/aws4_request, x";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    for state_file in [None, Some(folder.path().join("state.json"))] {
        let kept = if state_file.is_some() { "with a state file" } else { "in memory" };
        let sandbox = Sandbox::start(SandboxOptions { state_file, ..SandboxOptions::default() })?;
        let network = sandbox
            .engine()
            .call("CreateServiceNetwork", json!({"name": "bench"}))
            .map_err(|failure| failure.message)?;
        let text = |name: &str| network[name].as_str().map(str::to_owned).unwrap_or_default();
        let arn = text("arn").replace(':', "%3A").replace('/', "%2F");
        for number in 0..200 {
            let input = json!({"name": format!("service-{number}")});
            sandbox.engine().call("CreateService", input).map_err(|failure| failure.message)?;
        }
        for (name, head, body) in [
            ("GetServiceNetwork", format!("GET /servicenetworks/{}", text("id")), Value::Null),
            ("ListServices, 100 a page", "GET /services".to_owned(), Value::Null),
            ("TagResource", format!("POST /tags/{arn}"), json!({"tags": {"a": "b"}})),
        ] {
            let body = if body.is_null() { String::new() } else { body.to_string() };
            let request =
                format!("{head} HTTP/1.1\r\nhost: bench\r\n{SIGNED}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            println!("{kept}: {name}: {:.0} requests a second", measure(sandbox.address(), &request));
        }
        sandbox.stop();
    }
    Ok(())
}

fn measure(address: SocketAddr, request: &str) -> f64 {
    let begin = Instant::now();
    let answered: u32 = thread::scope(|scope| {
        let ask = || -> std::io::Result<u32> {
            let mut stream = TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            let mut answered = 0;
            while begin.elapsed() < TIME {
                stream.write_all(request.as_bytes())?;
                answer(&mut stream)?;
                answered += 1;
            }
            Ok(answered)
        };
        let threads: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(ask)).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()?.ok()).sum()
    });
    f64::from(answered) / begin.elapsed().as_secs_f64()
}

/// Reads one answer to its end.
fn answer(stream: &mut TcpStream) -> std::io::Result<()> {
    let (mut seen, mut chunk) = (Vec::new(), vec![0; 65536]);
    loop {
        let count = stream.read(&mut chunk)?;
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        seen.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&seen);
        let Some((head, _)) = text.split_once("\r\n\r\n") else { continue };
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        if seen.len() >= head.len() + 4 + length.unwrap_or(0) {
            return Ok(());
        }
    }
}
