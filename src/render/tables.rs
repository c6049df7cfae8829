//! Tables of target groups, targets and DNS records.

use std::fmt::Write as _;

use comfy_table::{Attribute, Cell, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};

use super::document::dns_records as records;
use super::paint::{Painter, Tone};
use super::view::{View, describe_assumption};
use crate::model::{HealthCheck, Target, TargetGroup};

/// A line under the header, nothing else: rows stay one line each where they can.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// Blanks behind each column.
const PADDING: usize = 2;

/// How many targets of one group a table names.
const TARGETS_SHOWN: usize = 20;

fn table(painter: Painter, header: &[&str]) -> Table {
    let mut table = Table::new();
    let width = u16::try_from(painter.width).unwrap_or(u16::MAX);
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    if painter.color {
        table.enforce_styling();
        table.set_header(header.iter().map(|text| Cell::new(text).add_attribute(Attribute::Bold)));
    } else {
        table.force_no_tty().set_header(header.iter().map(Cell::new));
    }
    table
}

fn write(title: &str, table: &Table, painter: Painter, out: &mut String) {
    let _ = writeln!(out, "\n{}", painter.tone(Tone::Strong, title));
    let mut table = table.clone();
    let least = u16::try_from(longest_word_at_the_end(&table) + PADDING).unwrap_or(u16::MAX);
    for column in table.column_iter_mut() {
        column.set_padding((0, 2)).set_constraint(ColumnConstraint::ContentWidth);
    }
    if let Some(last) = table.column_iter_mut().last() {
        // A name cut in two can't be copied: rather is its line wider than the terminal.
        last.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
    }
    for line in table.lines() {
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

/// The length of the longest word in the last column, the one whose lines break.
fn longest_word_at_the_end(table: &Table) -> usize {
    let cells = table.header().into_iter().chain(table.row_iter()).filter_map(|row| row.cell_iter().last());
    let words =
        cells.flat_map(|cell| cell.content().split_whitespace().map(|word| word.chars().count()).collect::<Vec<_>>());
    words.max().unwrap_or_default()
}

/// One row a target group.
pub fn target_groups(view: &View<'_>, painter: Painter, out: &mut String) {
    let groups = view.target_groups();
    if groups.is_empty() {
        return;
    }
    let mut table = table(painter, &["", "protocol", "health check", "targets", "for"]);
    for (number, label, group) in groups {
        let origin = origin(view, label);
        let purpose = group.map_or_else(|| label.to_owned(), super::view::purpose).replacen('@', " from ", 1);
        let name = if origin.is_empty() { purpose } else { format!("{purpose} ({origin})") };
        let health = group.and_then(|group| group.config.as_ref()?.health_check.as_ref()).map(health);
        let row = [
            format!("T{number}"),
            group.map(protocol).unwrap_or_default(),
            health.unwrap_or_default(),
            group.map(|group| target_count(view, label, group)).unwrap_or_default(),
            name,
        ];
        table.add_row(row);
    }
    write("Target groups", &table, painter, out);
}

/// Where a group comes from, unless a route of these manifests makes it.
fn origin(view: &View<'_>, label: &str) -> &'static str {
    let plan = view.report.plan;
    if let Some(assumption) = plan.assumptions.get(label) {
        return describe_assumption(*assumption);
    }
    match plan.provenance.get(label) {
        Some(provenance) if provenance.source.object.kind == "ServiceExport" => "export",
        Some(_) => "",
        None => "found in the account",
    }
}

fn target_count(view: &View<'_>, label: &str, group: &TargetGroup) -> String {
    let assumed = view.report.plan.assumptions.contains_key(label);
    let unknown = group.targets.is_empty() && (assumed || !view.report.has_endpoint_slices && view.is_planned(label));
    if unknown { "at apply".to_owned() } else { group.targets.len().to_string() }
}

/// `HTTP/HTTP1`, `TCP :443 IPV6`.
fn protocol(group: &TargetGroup) -> String {
    let Some(config) = &group.config else { return group.kind.clone() };
    let names = [&config.protocol, &config.protocol_version];
    let name: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
    // The controller gives every group of a route port 80: only another one is worth a word.
    let port = config.port.filter(|port| *port != 80).map(|port| format!(" :{port}")).unwrap_or_default();
    let family = config.ip_address_type.as_deref().filter(|family| *family != "IPV4").unwrap_or_default();
    format!("{}{port} {family}", name.join("/")).trim_end().to_owned()
}

/// `HTTP / 200, 30 s`.
fn health(check: &HealthCheck) -> String {
    if check.enabled != Some(true) {
        return "off".to_owned();
    }
    let mut text = check.protocol.clone().unwrap_or_default();
    if let Some(version) = check.protocol_version.as_deref().filter(|version| *version != "HTTP1") {
        let _ = write!(text, "/{version}");
    }
    if let Some(path) = &check.path {
        let _ = write!(text, " {path}");
    }
    if let Some(port) = check.port {
        let _ = write!(text, " on {port}");
    }
    if let Some(matcher) = &check.matcher {
        let _ = write!(text, " {}", matcher.http_code);
    }
    if let Some(interval) = check.health_check_interval_seconds {
        let _ = write!(text, ", {interval} s");
    }
    text
}

/// The targets of each group, those of one port together.
pub fn targets(view: &View<'_>, painter: Painter, out: &mut String) {
    let mut table = table(painter, &["", "port", "addresses"]);
    for (number, _, group) in view.target_groups() {
        let Some(group) = group else { continue };
        let default_port = group.config.as_ref().and_then(|config| config.port);
        let mut ports: Vec<i32> = group.targets.iter().filter_map(|target| target.port.or(default_port)).collect();
        ports.sort_unstable();
        ports.dedup();
        for port in ports {
            let own: Vec<&Target> =
                group.targets.iter().filter(|target| target.port.or(default_port) == Some(port)).collect();
            let mut names: Vec<&str> = own.iter().take(TARGETS_SHOWN).map(|target| target.id.as_str()).collect();
            let more = own.len().saturating_sub(TARGETS_SHOWN);
            let more = if more > 0 { format!("and {more} more") } else { String::new() };
            if !more.is_empty() {
                names.push(&more);
            }
            table.add_row([format!("T{number}"), port.to_string(), names.join(" ")]);
        }
    }
    if !table.is_empty() {
        write("Targets", &table, painter, out);
    }
}

/// The CNAME to create for each custom domain.
pub fn dns_records(view: &View<'_>, painter: Painter, out: &mut String) {
    let mut table = table(painter, &["name", "type", "value"]);
    for record in records(view.report) {
        let service = record.service.trim_start_matches("svc:");
        let value = record
            .value
            .map_or_else(|| format!("the DNS name of service {service} (known once it exists)"), str::to_owned);
        table.add_row([record.name, record.kind, &value]);
    }
    if !table.is_empty() {
        write("DNS records to create", &table, painter, out);
    }
}
