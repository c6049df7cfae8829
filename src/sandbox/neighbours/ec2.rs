//! The few reads of EC2: Lattice's managed prefix lists, security groups, VPCs.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::super::core::Core;
use super::super::failure::Failure;
use super::super::ids;
use super::super::paging;
use super::super::state::{SecurityGroup, Vpc};
use super::super::wire::escape;

/// What there is.
pub const OPERATIONS: &[&str] = &["DescribeManagedPrefixLists", "DescribeSecurityGroups", "DescribeVpcs"];

/// The ranges of a VPC of which nothing is known: every private address.
const PRIVATE: [&str; 4] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/// Runs an operation.
pub fn call(core: &Core, operation: &str, input: &Map<String, Value>) -> Result<String, Failure> {
    let body = match operation {
        "DescribeManagedPrefixLists" => prefix_lists(core, input),
        "DescribeSecurityGroups" => security_groups(core, input)?,
        "DescribeVpcs" => vpcs(core, input)?,
        _ => return Err(Failure::unknown_operation(operation)),
    };
    Ok(format!(
        "<{operation}Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">\
         <requestId>00000000-0000-4000-8000-000000000000</requestId>{body}</{operation}Response>"
    ))
}

/// The values of `NAME.1`, `NAME.2`, ...
fn numbered(input: &Map<String, Value>, name: &str) -> Vec<String> {
    (1..).map_while(|at| input.get(&format!("{name}.{at}"))?.as_str().map(str::to_owned)).collect()
}

/// The values of each `Filter.N` by its name.
fn filters(input: &Map<String, Value>) -> Vec<(String, Vec<String>)> {
    (1..)
        .map_while(|at| {
            let name = input.get(&format!("Filter.{at}.Name"))?.as_str()?.to_owned();
            Some((name, numbered(input, &format!("Filter.{at}.Value"))))
        })
        .collect()
}

/// Whether a thing with these attributes passes all filters; one by another attribute finds nothing.
fn passes(filters: &[(String, Vec<String>)], attributes: &[(&str, &str)]) -> bool {
    filters.iter().all(|(name, values)| {
        attributes.iter().any(|(attribute, value)| attribute == name && values.iter().any(|wanted| wanted == value))
    })
}

/// The page of an answer that the call asks for, with the element that leads to the next one.
fn page(core: &Core, input: &Map<String, Value>, items: Vec<(String, String)>) -> Result<(String, String), Failure> {
    let text = |name: &str| input.get(name).and_then(Value::as_str);
    let wrong = |message: &str| Failure::neighbour("InvalidParameterValue", 400, message);
    let limit = match text("MaxResults") {
        Some(limit) => limit.parse().ok().filter(|limit| (5..=1000).contains(limit)),
        None => Some(1000),
    };
    let limit: usize = limit.ok_or_else(|| wrong("MaxResults must be 5 to 1000"))?;
    let asked: Vec<String> = input
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "NextToken" | "MaxResults"))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let scope = asked.join("\n");
    let after = match text("NextToken") {
        Some(token) => Some(paging::key_of(&scope, token).ok_or_else(|| wrong("the token is not valid"))?),
        None => None,
    };
    let page = paging::cut(items, after.as_deref(), limit.min(core.behaviour.page_size.max(5)), &scope);
    let next = page.next.map(|token| format!("<nextToken>{token}</nextToken>")).unwrap_or_default();
    Ok((page.items.concat(), next))
}

/// Ids have their prefix and 8 to 17 letters or digits.
fn well_formed(ids: &[String], prefix: &str, code: &'static str) -> Result<(), Failure> {
    let sound = |id: &str| {
        let letters = id.strip_prefix(prefix).unwrap_or_default();
        (8..=17).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    match ids.iter().find(|id| !sound(id)) {
        Some(id) => Err(Failure::neighbour(code, 400, format!("Invalid id: \"{id}\""))),
        None => Ok(()),
    }
}

fn prefix_lists(core: &Core, input: &Map<String, Value>) -> String {
    let (filters, wanted) = (filters(input), numbered(input, "PrefixListId"));
    let region = &core.state.region;
    let mut items = String::new();
    for (name, family) in [
        (format!("com.amazonaws.{region}.vpc-lattice"), "IPv4"),
        (format!("com.amazonaws.{region}.ipv6.vpc-lattice"), "IPv6"),
    ] {
        let id = format!("pl-0{:.16}", ids::digest(&name));
        let listed = wanted.is_empty() || wanted.contains(&id);
        if listed && passes(&filters, &[("prefix-list-name", &name), ("prefix-list-id", &id), ("owner-id", "AWS")]) {
            let _ = write!(
                items,
                "<item><prefixListId>{id}</prefixListId><addressFamily>{family}</addressFamily>\
                 <state>create-complete</state><prefixListArn>arn:aws:ec2:{region}:aws:prefix-list/{id}</prefixListArn>\
                 <prefixListName>{name}</prefixListName><maxEntries>10</maxEntries><version>1</version>\
                 <tagSet/><ownerId>AWS</ownerId></item>"
            );
        }
    }
    format!("<prefixListSet>{items}</prefixListSet>")
}

fn security_groups(core: &Core, input: &Map<String, Value>) -> Result<String, Failure> {
    let (filters, wanted) = (filters(input), numbered(input, "GroupId"));
    let all = &core.state.security_groups;
    well_formed(&wanted, "sg-", "InvalidGroupId.Malformed")?;
    if let Some(missing) = wanted.iter().find(|id| !all.contains_key(*id)).filter(|_| !all.is_empty()) {
        let message = format!("The security group '{missing}' does not exist");
        return Err(Failure::neighbour("InvalidGroup.NotFound", 400, message));
    }
    let mut items = Vec::new();
    let mut add = |id: &str, group: &SecurityGroup| {
        let attributes = [("group-id", id), ("vpc-id", group.vpc_id.as_str()), ("group-name", group.name.as_str())];
        if (wanted.is_empty() || wanted.iter().any(|one| one == id)) && passes(&filters, &attributes) {
            items.push((id.to_owned(), security_group(core, id, group)));
        }
    };
    for (id, group) in all {
        add(id, group);
    }
    // While EC2 knows nothing, every well-formed id is taken for a group.
    if all.is_empty() {
        let unknown = SecurityGroup { name: "unknown".to_owned(), ..Default::default() };
        for id in &wanted {
            add(id, &unknown);
        }
    }
    let (items, next) = page(core, input, items)?;
    Ok(format!("<securityGroupInfo>{items}</securityGroupInfo>{next}"))
}

fn security_group(core: &Core, id: &str, group: &SecurityGroup) -> String {
    let mut permissions = String::new();
    for ingress in &group.ingress {
        let port =
            |name: &str, port: Option<i32>| port.map_or(String::new(), |port| format!("<{name}>{port}</{name}>"));
        let ranges = each(&ingress.cidr_blocks, |block| format!("<item><cidrIp>{block}</cidrIp></item>"));
        let lists = each(&ingress.prefix_list_ids, |id| format!("<item><prefixListId>{id}</prefixListId></item>"));
        let _ = write!(
            permissions,
            "<item><ipProtocol>{}</ipProtocol>{}{}<groups/><ipRanges>{ranges}</ipRanges><ipv6Ranges/>\
             <prefixListIds>{lists}</prefixListIds></item>",
            escape(&ingress.protocol),
            port("fromPort", ingress.from_port),
            port("toPort", ingress.to_port),
        );
    }
    format!(
        "<item><ownerId>{}</ownerId><groupId>{}</groupId><groupName>{}</groupName><groupDescription/>\
         <vpcId>{}</vpcId><ipPermissions>{permissions}</ipPermissions><ipPermissionsEgress/><tagSet/></item>",
        core.state.account,
        escape(id),
        escape(&group.name),
        escape(&group.vpc_id),
    )
}

/// One element for each text, escaped.
fn each(texts: &[String], element: impl Fn(&str) -> String) -> String {
    let elements: Vec<String> = texts.iter().map(|text| element(&escape(text))).collect();
    elements.concat()
}

fn vpcs(core: &Core, input: &Map<String, Value>) -> Result<String, Failure> {
    let (filters, wanted) = (filters(input), numbered(input, "VpcId"));
    let all = &core.state.vpcs;
    well_formed(&wanted, "vpc-", "InvalidVpcID.Malformed")?;
    if let Some(missing) = wanted.iter().find(|id| !all.contains_key(*id)).filter(|_| !all.is_empty()) {
        let message = format!("The vpc ID '{missing}' does not exist");
        return Err(Failure::neighbour("InvalidVpcID.NotFound", 400, message));
    }
    let mut items = Vec::new();
    let mut add = |id: &str, vpc: &Vpc| {
        if (wanted.is_empty() || wanted.iter().any(|one| one == id)) && passes(&filters, &[("vpc-id", id)]) {
            items.push((id.to_owned(), vpc_item(core, id, vpc)));
        }
    };
    for (id, vpc) in all {
        add(id, vpc);
    }
    if all.is_empty() {
        let unknown = Vpc { cidr_blocks: PRIVATE.map(str::to_owned).to_vec(), ipv6_cidr_blocks: vec![] };
        let mut ids = wanted.clone();
        ids.extend(filters.iter().filter(|(name, _)| name == "vpc-id").flat_map(|(_, values)| values.clone()));
        ids.dedup();
        for id in &ids {
            add(id, &unknown);
        }
    }
    let (items, next) = page(core, input, items)?;
    Ok(format!("<vpcSet>{items}</vpcSet>{next}"))
}

fn vpc_item(core: &Core, id: &str, vpc: &Vpc) -> String {
    let set = |blocks: &[String], member: &str, state: &str| {
        each(blocks, |block| {
            format!("<item><{member}>{block}</{member}><{state}><state>associated</state></{state}></item>")
        })
    };
    format!(
        "<item><vpcId>{}</vpcId><ownerId>{}</ownerId><state>available</state><cidrBlock>{}</cidrBlock>\
         <cidrBlockAssociationSet>{}</cidrBlockAssociationSet>\
         <ipv6CidrBlockAssociationSet>{}</ipv6CidrBlockAssociationSet><isDefault>false</isDefault><tagSet/></item>",
        escape(id),
        core.state.account,
        escape(vpc.cidr_blocks.first().map_or("", String::as_str)),
        set(&vpc.cidr_blocks, "cidrBlock", "cidrBlockState"),
        set(&vpc.ipv6_cidr_blocks, "ipv6CidrBlock", "ipv6CidrBlockState"),
    )
}
