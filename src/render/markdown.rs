//! The plan for a pull request.

use std::fmt::Write as _;

use super::document::summary;
use super::graph::mermaid;
use super::paint::Painter;
use super::text::{summary_line, text};
use super::view::PlanReport;
use crate::diag::render as findings;

/// A summary, the findings, the graph, and the whole text folded away.
pub fn markdown(report: PlanReport<'_>) -> String {
    let painter = Painter { width: 100, color: false };
    let summary = summary(report);
    let mut out = String::from("### latticectl plan\n\n");
    let mut line = String::new();
    let wide = Painter { width: usize::MAX, color: false };
    wide.line(&mut line, "", "", &summary_line(&summary, report.plan.before.is_some()));
    let _ = writeln!(out, "{line}\n{}", findings::markdown(report.diagnostics, report.sources));
    let _ = writeln!(out, "```mermaid\n{}```\n", mermaid(report));
    let _ = writeln!(
        out,
        "<details><summary>Everything</summary>\n\n````text\n{}````\n\n</details>",
        text(report, painter)
    );
    out
}
