//! The plan as a graph: `-o dot`, `-o mermaid`.

use std::fmt::Write as _;

use super::view::{PlanReport, View, describe_match, group_labels, shares};
use crate::model::RuleAction;

/// A node or edge of the drawing, before any syntax.
#[derive(Default)]
struct Graph {
    nodes: Vec<(String, Shape, String)>,
    edges: Vec<(String, String, String)>,
}

#[derive(Clone, Copy)]
enum Shape {
    Network,
    Service,
    Listener,
    Group,
}

fn graph(report: PlanReport<'_>) -> Graph {
    let view = View::new(report);
    let mut graph = Graph::default();
    for network in view.networks() {
        graph.nodes.push((network.to_owned(), Shape::Network, network.trim_start_matches("sn:").to_owned()));
        for service in view.services_of(network) {
            graph.edges.push((network.to_owned(), service.to_owned(), String::new()));
        }
    }
    for (label, service) in view.account().services.iter().filter(|(label, _)| view.is_planned(label)) {
        let domain = service.custom_domain_name.as_deref().map(|name| format!("\n{name}")).unwrap_or_default();
        graph.nodes.push((label.clone(), Shape::Service, format!("{}{domain}", service.name)));
        for (listener_label, listener) in view.listeners_of(label) {
            let text = format!("{} {}", listener.port, listener.protocol);
            graph.nodes.push((listener_label.to_owned(), Shape::Listener, text));
            graph.edges.push((label.clone(), listener_label.to_owned(), String::new()));
            action_edges(&mut graph, listener_label, "else", &listener.default_action);
            for (_, rule) in view.rules_of(listener_label) {
                let text = format!("{}. {}", rule.priority, describe_match(&rule.rule_match.http_match));
                action_edges(&mut graph, listener_label, &text, &rule.action);
            }
        }
    }
    for (_, label, group) in view.target_groups() {
        let targets = group.map_or(0, |group| group.targets.len());
        graph.nodes.push((label.to_owned(), Shape::Group, format!("{}\n{targets} targets", view.group_name(label))));
    }
    graph
}

fn action_edges(graph: &mut Graph, listener: &str, text: &str, action: &RuleAction) {
    if let RuleAction::Forward(forward) = action {
        let single = group_labels(action).count() == 1;
        for (label, _, share) in shares(forward) {
            let text = if single { text.to_owned() } else { format!("{text}\n{share}") };
            graph.edges.push((listener.to_owned(), label.to_owned(), text));
        }
    }
}

/// For Graphviz.
pub fn dot(report: PlanReport<'_>) -> String {
    let graph = graph(report);
    let mut out = String::from("digraph latticectl {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n");
    let quote = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    for (id, shape, text) in &graph.nodes {
        let shape = match shape {
            Shape::Network => "hexagon",
            Shape::Service => "box",
            Shape::Listener => "ellipse",
            Shape::Group => "folder",
        };
        let _ = writeln!(out, "  \"{}\" [shape={shape}, label=\"{}\"];", quote(id), quote(text));
    }
    for (from, to, text) in &graph.edges {
        let label = if text.is_empty() { String::new() } else { format!(" [label=\"{}\"]", quote(text)) };
        let _ = writeln!(out, "  \"{}\" -> \"{}\"{label};", quote(from), quote(to));
    }
    out.push_str("}\n");
    out
}

/// For Mermaid (GitHub and GitLab draw it in Markdown).
pub fn mermaid(report: PlanReport<'_>) -> String {
    let graph = graph(report);
    let mut out = String::from("flowchart LR\n");
    let quote = |text: &str| {
        text.replace('#', "#35;")
            .replace('"', "#quot;")
            .replace('<', "#lt;")
            .replace('>', "#gt;")
            .replace('\n', "<br/>")
    };
    let number = |id: &str| graph.nodes.iter().position(|(node, ..)| node == id);
    for (at, (_, shape, text)) in graph.nodes.iter().enumerate() {
        let (open, close) = match shape {
            Shape::Network => ("{{", "}}"),
            Shape::Service => ("[", "]"),
            Shape::Listener => ("(", ")"),
            Shape::Group => ("[(", ")]"),
        };
        let _ = writeln!(out, "  n{at}{open}\"{}\"{close}", quote(text));
    }
    for (from, to, text) in &graph.edges {
        let (Some(from), Some(to)) = (number(from), number(to)) else { continue };
        let arrow = if text.is_empty() { "-->".to_owned() } else { format!("-->|\"{}\"|", quote(text)) };
        let _ = writeln!(out, "  n{from} {arrow} n{to}");
    }
    out
}
