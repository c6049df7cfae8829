//! The protocols of the services: which operation a request is for, and how answers and errors look.

use http::{HeaderMap, HeaderValue, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Bytes;
use serde_json::{Map, Value};

use super::failure::Failure;
use super::schema::{Kind, Location, Model};

/// A whole request.
#[derive(Debug)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The path, still encoded.
    pub path: String,
    /// The query, still encoded.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// The services that are told apart by the scope of the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// VPC Lattice: REST with JSON.
    Lattice,
    /// The tagging API of resource groups: JSON by target header.
    Tagging,
    /// Certificates: JSON by target header.
    Acm,
    /// Who am I: forms and XML.
    Sts,
    /// EC2: forms and XML.
    Ec2,
}

impl Service {
    /// The name in the scope.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lattice => "vpc-lattice",
            Self::Tagging => "tagging",
            Self::Acm => "acm",
            Self::Sts => "sts",
            Self::Ec2 => "ec2",
        }
    }

    fn of(name: &str) -> Option<Self> {
        [Self::Lattice, Self::Tagging, Self::Acm, Self::Sts, Self::Ec2].into_iter().find(|it| it.name() == name)
    }
}

/// What a request asks for.
#[derive(Debug)]
pub struct Call {
    /// The service.
    pub service: Service,
    /// The operation's name.
    pub operation: String,
    /// Its input.
    pub input: Map<String, Value>,
}

impl Request {
    /// The service that the signature is for.
    pub fn service(&self) -> Result<Service, Failure> {
        let header = self.headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let credential = header
            .split_once("Credential=")
            .map(|(_, rest)| rest.split([',', ' ']).next().unwrap_or_default().to_owned())
            .or_else(|| {
                self.parameters().remove("X-Amz-Credential").and_then(|value| value.as_str().map(str::to_owned))
            })
            .ok_or_else(Failure::unsigned)?;
        // KEY/DATE/REGION/SERVICE/aws4_request
        let name = credential.split('/').nth(3).unwrap_or_default();
        Service::of(name).ok_or_else(|| Failure::unknown_operation(&format!("of the service `{name}`")))
    }

    /// The operation and its input.
    pub fn call(&self, service: Service) -> Result<Call, Failure> {
        let (operation, input) = match service {
            Service::Lattice => self.rest()?,
            Service::Tagging | Service::Acm => {
                let target = self.headers.get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
                let operation = target.rsplit_once('.').map_or(target, |(_, name)| name);
                (operation.to_owned(), self.json()?)
            }
            Service::Sts | Service::Ec2 => {
                let mut input = self.parameters();
                input.extend(pairs(&String::from_utf8_lossy(&self.body)));
                let operation = input.get("Action").and_then(Value::as_str).unwrap_or_default().to_owned();
                (operation, input)
            }
        };
        Ok(Call { service, operation, input })
    }

    fn json(&self) -> Result<Map<String, Value>, Failure> {
        if self.body.is_empty() {
            return Ok(Map::new());
        }
        serde_json::from_slice(&self.body)
            .map_err(|error| Failure::unreadable(format!("the body can't be read: {error}")))
    }

    fn parameters(&self) -> Map<String, Value> {
        pairs(&self.query)
    }

    /// Members are taken from where they travel and from nowhere else; whatever else a request carries is
    /// left aside, as the service does.
    fn rest(&self) -> Result<(String, Map<String, Value>), Failure> {
        let model = Model::get();
        let Some((name, operation, labels)) = model.route(&self.method, &self.path) else {
            return Err(Failure::unknown_operation(&format!("{} {}", self.method, self.path)));
        };
        let labels = labels.into_iter().map(|(label, value)| (label.to_owned(), Value::String(value)));
        let Some(Kind::Structure { members, .. }) = model.shape(&operation.input).map(|shape| &shape.kind) else {
            return Ok((name.to_owned(), labels.collect()));
        };
        let travels = |name: &str, location: Location| members.get(name).filter(|member| member.location == location);
        let mut input = self.json()?;
        input.retain(|name, _| travels(name, Location::Body).is_some());
        for (key, value) in decoded(&self.query) {
            let Some(member) = travels(&key, Location::QueryString) else { continue };
            match model.shape(&member.shape).map(|shape| &shape.kind) {
                Some(Kind::Integer) => {
                    let number: i64 =
                        value.parse().map_err(|_| Failure::unreadable(format!("`{value}` of {key} is no integer")))?;
                    input.insert(key, number.into());
                }
                Some(Kind::Boolean) => {
                    let flag: bool =
                        value.parse().map_err(|_| Failure::unreadable(format!("`{value}` of {key} is no boolean")))?;
                    input.insert(key, flag.into());
                }
                Some(Kind::List(_)) => {
                    if let Some(list) = input.entry(key).or_insert_with(|| Value::Array(Vec::new())).as_array_mut() {
                        list.push(value.into());
                    }
                }
                _ => {
                    input.insert(key, value.into());
                }
            }
        }
        input.extend(labels);
        Ok((name.to_owned(), input))
    }
}

fn decoded(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let plain =
            |text: &str| percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
        (plain(key), plain(value))
    })
}

fn pairs(text: &str) -> Map<String, Value> {
    decoded(text).map(|(key, value)| (key, Value::String(value))).collect()
}

/// An answer in the service's protocol.
pub fn answer(service: Service, status: u16, body: &Value, number: u64) -> Response<Full<Bytes>> {
    let (kind, text) = match (service, body) {
        (Service::Sts | Service::Ec2, Value::String(xml)) => ("text/xml", xml.clone()),
        (Service::Lattice, _) if status == 204 => ("application/json", String::new()),
        (Service::Tagging | Service::Acm, _) => ("application/x-amz-json-1.1", body.to_string()),
        _ => ("application/json", body.to_string()),
    };
    respond(status, kind, text, number)
}

/// An error in the service's protocol.
pub fn refusal(service: Option<Service>, failure: &Failure, number: u64) -> Response<Full<Bytes>> {
    let mut body = failure.body();
    let (kind, text) = match service {
        Some(Service::Sts) => (
            "text/xml",
            format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{}</Code><Message>{}</Message></Error><RequestId>{}</RequestId></ErrorResponse>",
                failure.code,
                escape(&failure.message),
                request_id(number)
            ),
        ),
        Some(Service::Ec2) => (
            "text/xml",
            format!(
                "<Response><Errors><Error><Code>{}</Code><Message>{}</Message></Error></Errors><RequestID>{}</RequestID></Response>",
                failure.code,
                escape(&failure.message),
                request_id(number)
            ),
        ),
        Some(Service::Tagging | Service::Acm) => {
            body["__type"] = failure.code.into();
            body["Message"] = failure.message.clone().into();
            ("application/x-amz-json-1.1", body.to_string())
        }
        Some(Service::Lattice) | None => ("application/json", body.to_string()),
    };
    let mut response = respond(failure.status, kind, text, number);
    response.headers_mut().insert("x-amzn-errortype", HeaderValue::from_static(failure.code));
    if let Some(seconds) = failure.retry_after {
        response.headers_mut().insert("retry-after", HeaderValue::from(seconds));
    }
    response
}

/// A response with the headers that every answer has.
pub fn respond(status: u16, content_type: &'static str, body: String, number: u64) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static(content_type));
    if let Ok(id) = HeaderValue::from_str(&request_id(number)) {
        headers.insert("x-amzn-requestid", id);
    }
    response
}

/// A request id of the real form.
fn request_id(number: u64) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

/// Text inside XML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
