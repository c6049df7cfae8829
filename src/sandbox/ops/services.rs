//! Services: made and deleted in the background, never deleted while a network has them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::core::{Core, Input, compact, iso};
use super::super::failure::Failure;
use super::super::ids::{self, Kind};
use super::super::options::Quota;
use super::super::state::{Outcome, Progress, Service};
use super::{in_progress, listing, tags};

const KIND: Kind = Kind::Service;

/// The hosted zone that the DNS names of services are in.
const HOSTED_ZONE: &str = "Z09127221KTH2CFUOHIZH";

impl Service {
    /// The DNS name that Lattice gives.
    pub fn dns_entry(&self, region: &str) -> Value {
        let (_, letters) = self.stamp.id.rsplit_once('-').unwrap_or_default();
        let zone = &ids::digest(&self.stamp.arn)[..7];
        json!({
            "domainName": format!("{}-{letters}.{zone}.vpc-lattice-svcs.{region}.on.aws", self.name),
            "hostedZoneId": HOSTED_ZONE,
        })
    }
}

pub fn create(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let name = input.need("name")?;
    let tags = tags::of(input)?;
    if let Some(domain) = input.text("customDomainName") {
        check_domain(domain)?;
    }
    let same_name = core.state.services.values().find(|service| service.name == name);
    if let Some(other) = same_name.map(|service| service.stamp.id.clone()) {
        core.saw(&other);
        return Err(Failure::conflict(KIND.label(), &other, format!("Service with name {name} already exists")));
    }
    core.within(Quota::Services, KIND, core.state.services.len(), 1)?;
    let now = core.now();
    let service = Service {
        stamp: core.state.stamp(KIND, now),
        progress: Progress::of("CREATE_IN_PROGRESS"),
        name: name.to_owned(),
        custom_domain_name: input.owned("customDomainName"),
        certificate_arn: input.owned("certificateArn").filter(|arn| !arn.is_empty()),
        auth_type: Some(input.text("authType").unwrap_or("NONE").to_owned()),
        idle_timeout_seconds: input.number("idleTimeoutSeconds").unwrap_or(60),
        listeners: BTreeMap::default(),
    };
    let id = service.stamp.id.clone();
    let answer = json!({
        "id": id,
        "arn": service.stamp.arn,
        "name": service.name,
        "customDomainName": service.custom_domain_name,
        "certificateArn": service.certificate_arn,
        "status": service.progress.status,
        "authType": service.auth_type,
        "idleTimeoutSeconds": service.idle_timeout_seconds,
        "dnsEntry": service.dns_entry(&core.state.region),
    });
    core.put_tags(&service.stamp.arn, tags);
    core.state.services.insert(id.clone(), service);
    core.start(&id, Outcome::Active, "CREATE_FAILED");
    Ok(compact(answer))
}

pub fn get(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.find(KIND, input.need("serviceIdentifier")?)?;
    let service = &core.state.services[&id];
    let answer = json!({
        "id": id,
        "name": service.name,
        "arn": service.stamp.arn,
        "createdAt": iso(service.stamp.created_at),
        "lastUpdatedAt": iso(service.stamp.last_updated_at),
        "dnsEntry": service.dns_entry(&core.state.region),
        "customDomainName": service.custom_domain_name,
        "certificateArn": service.certificate_arn,
        "status": service.progress.status,
        "authType": service.auth_type,
        "idleTimeoutSeconds": service.idle_timeout_seconds,
        "failureCode": service.progress.failure_code,
        "failureMessage": service.progress.failure_message,
    });
    core.saw(&id);
    Ok(compact(answer))
}

pub fn list(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let services = core.state.services.iter().map(|(id, service)| (id.clone(), service));
    let page = core.page(input, services)?.map(|service| {
        compact(json!({
            "id": service.stamp.id,
            "name": service.name,
            "arn": service.stamp.arn,
            "createdAt": iso(service.stamp.created_at),
            "lastUpdatedAt": iso(service.stamp.last_updated_at),
            "dnsEntry": service.dns_entry(&core.state.region),
            "customDomainName": service.custom_domain_name,
            "status": service.progress.status,
        }))
    });
    core.saw_page(&page);
    Ok(listing(&page))
}

pub fn update(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.active_service(input)?;
    core.own(&core.state.services[&id].stamp.arn, input.operation)?;
    let now = core.now();
    let service = core.state.services.get_mut(&id).ok_or_else(|| Failure::not_found(KIND.label(), &id))?;
    if let Some(certificate) = input.owned("certificateArn") {
        // The empty text takes the certificate away.
        service.certificate_arn = Some(certificate).filter(|arn| !arn.is_empty());
    }
    if let Some(auth_type) = input.owned("authType") {
        service.auth_type = Some(auth_type);
    }
    if let Some(timeout) = input.number("idleTimeoutSeconds") {
        service.idle_timeout_seconds = timeout;
    }
    service.stamp.last_updated_at = now;
    Ok(compact(json!({
        "id": id,
        "arn": service.stamp.arn,
        "name": service.name,
        "customDomainName": service.custom_domain_name,
        "certificateArn": service.certificate_arn,
        "authType": service.auth_type,
        "idleTimeoutSeconds": service.idle_timeout_seconds,
    })))
}

pub fn delete(core: &mut Core, input: &Input<'_>) -> Result<Value, Failure> {
    let id = core.find(KIND, input.need("serviceIdentifier")?)?;
    core.own(&core.state.services[&id].stamp.arn, input.operation)?;
    let status = core.state.services[&id].progress.status.clone();
    if status == "DELETE_IN_PROGRESS" {
        core.saw(&id);
    } else if in_progress(&status) {
        return Err(core.refuse_status(KIND, &id, &status));
    } else {
        let networks = core.state.service_associations.values().filter(|it| it.service_id == id);
        let networks: Vec<String> = networks.map(|it| it.stamp.id.clone()).collect();
        if !networks.is_empty() {
            for id in &networks {
                core.saw(id);
            }
            let message = format!("Service {id} has service network association(s)");
            return Err(Failure::conflict(KIND.label(), &id, message));
        }
        core.start(&id, Outcome::Gone, "DELETE_FAILED");
    }
    let now = core.now();
    let service = core.state.services.get_mut(&id).ok_or_else(|| Failure::not_found(KIND.label(), &id))?;
    service.progress = Progress::of("DELETE_IN_PROGRESS");
    service.stamp.last_updated_at = now;
    Ok(json!({
        "id": id,
        "arn": service.stamp.arn,
        "name": service.name,
        "status": service.progress.status,
    }))
}

impl Core {
    /// The service that a call names, refused unless it is ready for changes.
    pub fn active_service(&mut self, input: &Input<'_>) -> Result<String, Failure> {
        let id = self.find(KIND, input.need("serviceIdentifier")?)?;
        let status = self.state.services[&id].progress.status.clone();
        if status == "ACTIVE" { Ok(id) } else { Err(self.refuse_status(KIND, &id, &status)) }
    }
}

/// A custom domain is a DNS name, perhaps with a wildcard in front.
fn check_domain(domain: &str) -> Result<(), Failure> {
    let name = domain.strip_prefix("*.").unwrap_or(domain);
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    if name.split('.').all(is_label) {
        return Ok(());
    }
    Err(Failure::field("customDomainName", format!("{domain} is not a valid domain name")))
}
