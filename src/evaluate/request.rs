//! A request, as a person writes it down.

use thiserror::Error;

/// `http` or `https`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Port 80 unless the URL says otherwise.
    Http,
    /// Port 443 unless the URL says otherwise.
    Https,
}

impl Scheme {
    /// As URLs spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method, as given.
    pub method: String,
    /// The scheme.
    pub scheme: Scheme,
    /// The host, lower case.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The path, without the query.
    pub path: String,
    /// Headers.
    pub headers: Vec<(String, String)>,
}

/// What can be wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RequestError {
    /// No URL.
    #[error("`{0}` is no URL")]
    Url(String),
    /// A URL of another kind.
    #[error("`{0}` is no http or https URL")]
    Scheme(String),
    /// No header.
    #[error("`{0}` is no header: write `name: value`")]
    Header(String),
}

impl Request {
    /// From the words of a command line.
    pub fn parse(method: &str, url: &str, headers: &[String]) -> Result<Self, RequestError> {
        let wrong = || RequestError::Url(url.to_owned());
        let uri: http::Uri = url.parse().map_err(|_| wrong())?;
        let scheme = match uri.scheme_str() {
            Some("http") => Scheme::Http,
            Some("https") => Scheme::Https,
            _ => return Err(RequestError::Scheme(url.to_owned())),
        };
        let authority = uri.authority().ok_or_else(wrong)?;
        let usual = if scheme == Scheme::Http { 80 } else { 443 };
        let bare = authority.as_str().rsplit('@').next() == Some(authority.host());
        let port = authority.port_u16().or(bare.then_some(usual)).ok_or_else(wrong)?;
        let host = Some(authority.host()).filter(|host| !host.is_empty()).ok_or_else(wrong)?.to_ascii_lowercase();
        let headers = headers.iter().map(|text| header(text)).collect::<Result<_, _>>()?;
        let path = if uri.path().is_empty() { "/".to_owned() } else { uri.path().to_owned() };
        Ok(Self { method: method.to_owned(), scheme, host, port, path, headers })
    }
}

fn header(text: &str) -> Result<(String, String), RequestError> {
    let (name, value) = text.split_once(':').ok_or_else(|| RequestError::Header(text.to_owned()))?;
    let (name, value) = (name.trim(), value.trim());
    if name.is_empty() {
        return Err(RequestError::Header(text.to_owned()));
    }
    Ok((name.to_owned(), value.to_owned()))
}
