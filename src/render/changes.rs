//! What differs between two accounts, for people: text, and Markdown for a pull request.

use std::fmt::Write as _;

use serde_json::Value;
use similar::TextDiff;

use super::paint::{Line, Painter, Tone};
use crate::diff::{Change, ChangeSet, Class, FieldChange, Operation, Orphan};

/// Everything that differs, resource by resource, and a summary.
pub fn changes_text(changes: &ChangeSet, painter: Painter) -> String {
    doubted_changes_text(changes, &[], painter)
}

/// What is said where nothing differs; with doubts that is not the whole truth.
fn nothing(doubts: &[String]) -> &'static str {
    if doubts.is_empty() { "No changes.\n" } else { "Nothing differs in what was compared.\n" }
}

/// The same with what stands against it being the whole truth.
pub fn doubted_changes_text(changes: &ChangeSet, doubts: &[String], painter: Painter) -> String {
    let mut out = String::new();
    for change in &changes.changes {
        write_change(&mut out, change, painter);
    }
    for orphan in &changes.orphans {
        let line = Line::new().and(Tone::Warn, "?").and(Tone::Strong, orphan.label.clone());
        let unused = if orphan.collected { " unused," } else { "" };
        let what = format!("- ours,{unused} and in no manifest (LAT2007); {} deletes it", pruning(orphan));
        painter.line(&mut out, "", "  ", &line.and(Tone::Plain, what));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    if changes.is_empty() {
        out.push_str(nothing(doubts));
    } else {
        let _ = writeln!(out, "{}.", changes.summary());
        // A change of several classes counts under each of its marks, as `--allow` asks for each.
        let listed: Vec<_> = changes.counts().iter().rev().map(|(class, count)| format!("{count} {class}")).collect();
        let _ = writeln!(out, "By class: {}.", listed.join(", "));
    }
    for doubt in doubts {
        let _ = writeln!(out, "{doubt}.");
    }
    out
}

fn tone(change: &Change) -> Tone {
    match change.operation {
        Operation::Create => Tone::Good,
        Operation::Update => Tone::Warn,
        Operation::Replace | Operation::Delete => Tone::Bad,
    }
}

fn write_change(out: &mut String, change: &Change, painter: Painter) {
    let classes: Vec<_> = change.classes.iter().rev().map(|class| class.name()).collect();
    let mut head = Line::new().and(tone(change), change.operation.symbol()).and(Tone::Strong, change.label.clone());
    if let Some(before) = &change.before_label {
        head = head.and(Tone::Faint, format!("(was {before})"));
    }
    head = head.and(Tone::Faint, format!("[{}]", classes.join(", ")));
    painter.line(out, "", "    ", &head);
    let attention = change.classes.iter().any(|class| class.needs_attention());
    let effect = if attention { Line::new().and(Tone::Bad, "!") } else { Line::new() };
    painter.line(out, "    ", "      ", &effect.and(Tone::Plain, change.effect.clone()));
    if let Some(cause) = &change.cause {
        painter.line(out, "    ", "      ", &Line::new().and(Tone::Faint, format!("from {cause}")));
    }
    // What goes or comes whole says little by its fields, what changes says all.
    for field in change.fields.iter().filter(|field| worth_telling(change, field)) {
        write_field(out, field, painter);
    }
}

fn worth_telling(change: &Change, field: &FieldChange) -> bool {
    match change.operation {
        Operation::Update => true,
        Operation::Replace => field.forces_replacement || change.because_of.is_none(),
        Operation::Create => field.path != "tags" && field.path != "name",
        Operation::Delete => false,
    }
}

fn write_field(out: &mut String, field: &FieldChange, painter: Painter) {
    let (symbol, tone) = match (&field.before, &field.after) {
        (None, _) => ("+", Tone::Good),
        (_, None) => ("-", Tone::Bad),
        _ => ("~", Tone::Warn),
    };
    let long = |value: &Option<Value>| value.as_ref().is_some_and(|value| value.is_object() || value.is_array());
    if long(&field.before) || long(&field.after) {
        let line = Line::new().and(tone, symbol).and(Tone::Plain, format!("{}:", field.path));
        painter.line(out, "      ", "        ", &line);
        write_lines(out, field, painter);
        return;
    }
    let mut line = Line::new().and(tone, symbol).and(Tone::Plain, field.path.clone());
    line = match (&field.before, &field.after) {
        (Some(before), Some(after)) => line.and(Tone::Plain, format!("= {} -> {}", short(before), short(after))),
        (Some(only), None) | (None, Some(only)) => line.and(Tone::Plain, format!("= {}", short(only))),
        (None, None) => line,
    };
    if field.forces_replacement {
        line = line.and(Tone::Bad, "(forces replacement)");
    }
    painter.line(out, "      ", "        ", &line);
}

fn short(value: &Value) -> String {
    value.to_string()
}

/// Policies and the like, line by line.
fn write_lines(out: &mut String, field: &FieldChange, painter: Painter) {
    for (sign, line) in line_changes(field) {
        let tone = match sign {
            '+' => Tone::Good,
            '-' => Tone::Bad,
            _ => Tone::Faint,
        };
        let _ = writeln!(out, "          {}", painter.tone(tone, format!("{sign} {line}").trim_end()));
    }
}

/// Each line of both values, with `+`, `-` or a space; unchanged ones far from a change are left out.
fn line_changes(field: &FieldChange) -> Vec<(char, String)> {
    let lines = |value: &Option<Value>| value.as_ref().map(|value| format!("{value:#}\n")).unwrap_or_default();
    let (before, after) = (lines(&field.before), lines(&field.after));
    let diff = TextDiff::from_lines(&before, &after);
    let mut found = Vec::new();
    for (at, group) in diff.grouped_ops(2).iter().enumerate() {
        if at > 0 {
            found.push((' ', "...".to_owned()));
        }
        for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            let sign = match change.tag() {
                similar::ChangeTag::Insert => '+',
                similar::ChangeTag::Delete => '-',
                similar::ChangeTag::Equal => ' ',
            };
            found.push((sign, change.value().trim_end_matches('\n').to_owned()));
        }
    }
    found
}

/// A summary and a table, what needs attention first; everything folded away below.
pub fn changes_markdown(changes: &ChangeSet, doubts: &[String]) -> String {
    let mut out = String::from("### latticectl diff\n\n");
    for doubt in doubts {
        let _ = writeln!(out, "**{doubt}.**\n");
    }
    if changes.is_empty() {
        out.push_str(nothing(doubts));
    } else {
        let _ = writeln!(out, "**{}.**\n", changes.summary());
        out.push_str("| | resource | what | effect | from |\n|---|---|---|---|---|\n");
        let mut sorted: Vec<_> = changes.changes.iter().collect();
        sorted.sort_by_key(|change| std::cmp::Reverse(change.classes.iter().any(|class| class.needs_attention())));
        for change in sorted {
            let classes: Vec<_> = change.classes.iter().rev().map(|class: &Class| class.name()).collect();
            let cause = change.cause.as_ref().map(ToString::to_string).unwrap_or_default();
            let attention = change.classes.iter().any(|class| class.needs_attention());
            let mark = if attention { " **!**" } else { "" };
            let _ = writeln!(
                out,
                "| `{}`{mark} | {} | {} | {} | {} |",
                change.operation.symbol(),
                code(&change.label),
                classes.join(", "),
                cell(&change.effect),
                cell(&cause)
            );
        }
    }
    for orphan in &changes.orphans {
        let unused = if orphan.collected { "ours, unused" } else { "ours" };
        let (label, way) = (code(&orphan.label), pruning(orphan));
        let _ = writeln!(out, "\n- {label} is {unused} and in no manifest (LAT2007): `{way}` deletes it");
    }
    let painter = Painter { width: 100, color: false };
    let text = doubted_changes_text(changes, doubts, painter);
    let _ = writeln!(out, "\n<details><summary>Everything</summary>\n\n````text\n{text}````\n\n</details>");
    out
}

/// What deletes an orphan.
fn pruning(orphan: &Orphan) -> String {
    let classes: Vec<_> = orphan.kind.deletion().into_iter().map(Class::name).collect();
    format!("apply --prune --allow {}", classes.join(","))
}

fn code(text: &str) -> String {
    format!("`{}`", cell(text).replace('`', "'"))
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
