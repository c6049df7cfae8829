//! `latticectl route`: what becomes of a request.

use std::path::PathBuf;

use serde_json::json;

use super::output;
use super::source::{self, Planned, SourceArgs};
use crate::diag::render::records;
use crate::error::{Error, Exit};
use crate::evaluate::{Answer, FoundBy, Request, Step, Unserved, evaluate};
use crate::model::{FORMAT_VERSION, RuleAction};
use crate::render::{Line, Painter, PlanReport, Tone, Tree, View, describe_match, describe_place, shares};
use crate::settings::{Format, Settings};

const AFTER_HELP: &str = "\
The host is a custom domain, a service's DNS name, or simply the name of a Lattice service. The path
is compared as VPC Lattice's API says: a prefix is a prefix of the text. Nothing is sent anywhere.

Examples:
  latticectl route GET https://shop.example.com/cart manifests/
  latticectl route POST http://cart-shop/items -H 'x-env: canary' manifests/
  latticectl route GET http://cart-shop/ --live account.json manifests/ -o json";

/// Tell which listener, rule and target groups a request would meet, and why
///
/// Exits with 1 where no listener takes the request.
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The HTTP method, as it is sent (gRPC: POST)
    method: String,

    /// The URL
    url: String,

    /// A header; may be given several times
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    headers: Vec<String>,

    /// Ask in the account of this snapshot
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    live: Option<PathBuf>,

    /// The manifests.
    #[command(flatten)]
    pub source: SourceArgs,
}

/// What `-o` takes.
pub const FORMATS: [Format; 2] = [Format::Text, Format::Json];

/// Runs the verb.
pub fn run(args: &Args, settings: &Settings) -> Result<Exit, Error> {
    let outputs = output::wanted(settings, Format::Text, &FORMATS)?;
    let wrong = |error: crate::evaluate::RequestError| Error::Usage(error.to_string());
    let request = Request::parse(&args.method, &args.url, &args.headers).map_err(wrong)?;
    let before = args.live.as_deref().map(source::read_account).transpose()?;
    let planned = source::plan(source::load(&args.source, settings)?, settings, before);
    let answer = evaluate(&planned.plan.after, &request);
    let placeholders = settings.placeholders();
    let report = planned.report(settings, &placeholders);
    for wanted in &outputs {
        let content = match wanted.format {
            Format::Json => json_text(&answer, &planned),
            _ => text(args, &answer, report, output::painter(wanted, settings)),
        };
        output::write(wanted, &content)?;
    }
    Ok(if answer.is_ok() { Exit::Success } else { Exit::Failure })
}

fn text(args: &Args, answer: &Result<Answer<'_>, Unserved>, report: PlanReport<'_>, painter: Painter) -> String {
    let title = Line::new().and(Tone::Strong, format!("{} {}", args.method, args.url));
    let mut tree = Tree::new(title);
    match answer {
        Ok(answer) => served(answer, report, &mut tree),
        Err(unserved) => tree.leaf(Line::new().and(Tone::Bad, format!("! {unserved}"))),
    }
    if !report.plan.failed.is_empty() {
        let failed: Vec<String> = report.plan.failed.iter().map(ToString::to_string).collect();
        tree.leaf(Line::new().and(Tone::Warn, format!("! not in this plan, as they fail: {}", failed.join(", "))));
    }
    let mut out = String::new();
    tree.write(painter, &mut out);
    out
}

fn served(answer: &Answer<'_>, report: PlanReport<'_>, tree: &mut Tree) {
    let view = View::new(report);
    let by = match answer.found_by {
        FoundBy::Domain => "by its custom domain",
        FoundBy::Wildcard => "by its wildcard domain",
        FoundBy::DnsName => "by its DNS name",
        FoundBy::Name => "by its own name",
    };
    let mut line = Line::plain("service").and(Tone::Strong, answer.service.trim_start_matches("svc:"));
    line = line.and(Tone::Plain, by);
    if let Some(provenance) = report.plan.provenance.get(answer.service) {
        line = line.and(Tone::Faint, format!("<- {}", describe_place(&provenance.source)));
    }
    tree.leaf(line);
    let listener = answer.listener_value;
    let mut branch =
        Tree::new(Line::plain("listener").and(Tone::Accent, format!("{} {}", listener.port, listener.protocol)));
    for step in &answer.steps {
        branch.leaf(step_line(step));
    }
    if answer.steps.last().is_none_or(|step| step.mismatch.is_some()) {
        branch.leaf(Line::plain("else:").and(Tone::Good, "yes, no rule fits"));
    }
    tree.push(branch);
    match answer.action {
        RuleAction::FixedResponse(fixed) => {
            tree.leaf(Line::plain("->").and(Tone::Bad, fixed.status_code.to_string()));
        }
        RuleAction::Forward(forward) => {
            for (label, weight, share) in shares(forward) {
                let targets = report.plan.after.target_groups.get(label).map_or(0, |group| group.targets.len());
                let name = format!("{share} {} ({})", view.group_name(label), super::counted(targets, "target"));
                tree.leaf(Line::plain("->").and(Tone::Good, name).and(Tone::Faint, format!("weight {weight}")));
            }
        }
    }
}

fn step_line(step: &Step<'_>) -> Line {
    let rule = format!("{}. {}:", step.rule.priority, describe_match(&step.rule.rule_match.http_match));
    match &step.mismatch {
        Some(mismatch) => Line::new().and(Tone::Faint, rule).and(Tone::Faint, format!("no, {mismatch}")),
        None if step.inside_element => Line::plain(rule)
            .and(Tone::Good, "yes")
            .and(Tone::Warn, "(the prefix ends inside a path element, the Gateway API would say no)"),
        None => Line::plain(rule).and(Tone::Good, "yes"),
    }
}

fn json_text(answer: &Result<Answer<'_>, Unserved>, planned: &Planned) -> String {
    let findings = records(&planned.diagnostics, &planned.manifests.sources);
    let document = match answer {
        Err(unserved) => json!({
            "format_version": FORMAT_VERSION,
            "served": false,
            "reason": unserved.to_string(),
            "findings": findings,
        }),
        Ok(answer) => {
            let steps: Vec<_> = answer
                .steps
                .iter()
                .map(|step| {
                    json!({
                        "address": step.label,
                        "match": step.rule.rule_match,
                        "fits": step.mismatch.is_none(),
                        "reason": step.mismatch.as_ref().map(ToString::to_string),
                    })
                })
                .collect();
            let groups: Vec<_> = match answer.action {
                RuleAction::Forward(forward) => shares(forward)
                    .into_iter()
                    .map(|(label, weight, share)| json!({"address": label, "weight": weight, "share": share}))
                    .collect(),
                RuleAction::FixedResponse(_) => Vec::new(),
            };
            json!({
                "format_version": FORMAT_VERSION,
                "served": true,
                "service": answer.service,
                "listener": answer.listener,
                "steps": steps,
                "action": answer.action,
                "target_groups": groups,
                "findings": findings,
            })
        }
    };
    format!("{document:#}\n")
}
