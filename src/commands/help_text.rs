//! The hand-written part of each verb's help: which formats `-o` takes, and text that fits any terminal.

use clap::Command;

use super::{change, config, drift, execute, explain, lint, plan, rbac, route, snapshot};
use crate::settings::Format;

/// Columns of all help.
pub const WIDTH: usize = 80;

/// The formats of a verb, the default first; none where `-o` has no meaning.
pub fn formats(verb: &str) -> &'static [Format] {
    match verb {
        "plan" => &plan::FORMATS,
        "lint" => &lint::FORMATS,
        "explain" => &explain::FORMATS,
        "route" => &route::FORMATS,
        "diff" => &change::FORMATS,
        "apply" | "destroy" => &execute::FORMATS,
        "drift" => &drift::FORMATS,
        "snapshot" => &snapshot::FORMATS,
        "config" => &config::FORMATS,
        "rbac" => &rbac::FORMATS,
        _ => &[],
    }
}

/// The command line with its hand-written help made to fit, and the formats of each verb in it.
pub fn retouched(command: Command) -> Command {
    let verbs: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    let command = verbs.into_iter().fold(command, |command, verb| command.mut_subcommand(verb, told));
    told(command)
}

fn told(command: Command) -> Command {
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let names: Vec<&str> = formats(command.get_name()).iter().map(|format| format.name()).collect();
    let output = match names.as_slice() {
        [] => String::new(),
        [only] => format!("Output (-o): {only}; `-o FILE` writes it to a file.\n\n"),
        [first, rest @ ..] => format!("Output (-o): {first} (default), {}.\n\n", rest.join(", ")),
    };
    if text.is_empty() && output.is_empty() {
        return command;
    }
    let text = folded(&format!("{output}{text}"));
    command.after_help(text)
}

/// Joins the lines of prose, which are wrapped at their place, and takes lines apart that do not fit: what
/// stands behind a gap goes below.
fn folded(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut in_prose = false;
    for line in text.lines() {
        let is_prose = !line.is_empty() && !line.starts_with(' ') && !line.ends_with(':');
        match out.last_mut() {
            Some(last) if is_prose && in_prose => {
                last.push(' ');
                last.push_str(line);
            }
            _ => out.extend(fitting(line)),
        }
        in_prose = is_prose;
    }
    out.join("\n")
}

fn fitting(line: &str) -> Vec<String> {
    let body = line.trim_start();
    let indent = line.len() - body.len();
    if indent == 0 || line.chars().count() <= WIDTH {
        return vec![line.to_owned()];
    }
    match body.split_once("  ") {
        Some((command, comment)) => {
            let below = " ".repeat(indent + 4);
            let mut lines = continued(&format!("{}{command}", " ".repeat(indent)));
            lines.push(format!("{below}{}", comment.trim_start()));
            lines
        }
        None => continued(line),
    }
}

/// A command on as many lines as it takes, in a form that can be pasted.
fn continued(command: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = command.to_owned();
    let indent = " ".repeat(rest.len() - rest.trim_start().len() + 4);
    while rest.chars().count() > WIDTH {
        let outside = |at: &usize| rest[..*at].matches('\'').count().is_multiple_of(2);
        let mut blanks = rest.match_indices(' ').map(|(at, _)| at).filter(outside);
        let fits = |at: &usize| *at > indent.len() && rest[..*at].chars().count() + 2 <= WIDTH;
        let Some(at) = blanks.rfind(fits) else { break };
        lines.push(format!("{} \\", &rest[..at]));
        rest = format!("{indent}{}", &rest[at + 1..]);
    }
    lines.push(rest);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_joined_and_examples_stay() {
        let text = "One\ntwo\nthree.\n\nExamples:\n  run this   a comment\n  run that";
        assert_eq!(folded(text), "One two three.\n\nExamples:\n  run this   a comment\n  run that");
        let long = format!("  run {}   why it is run", "x".repeat(70));
        assert_eq!(folded(&long), format!("  run {}\n      why it is run", "x".repeat(70)));
        let words = format!("  run {} --all 'a b' --much", "x".repeat(64));
        assert_eq!(folded(&words), format!("  run {} --all \\\n      'a b' --much", "x".repeat(64)));
    }
}
