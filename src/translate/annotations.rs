//! Findings about annotations that are read on many kinds: `tags` and `standalone`.

use super::service::{Standalone, read_standalone};
use super::tags;
use super::target_group::tags_path;
use super::work::Work;
use crate::api::Object;
use crate::diag::{Diagnostic, Scope};
use crate::index::Route;

/// Reports dropped tags and unreadable `standalone` values.
pub(super) fn check(work: &mut Work<'_, '_>) {
    let objects = &work.index.manifests.objects;
    for route in work.index.routes.iter().copied() {
        match route {
            Route::Http(object) => check_route(work, object),
            Route::Grpc(object) => check_route(work, object),
            Route::Tls(object) => check_route(work, object),
        }
    }
    for gateway in objects.gateways.iter().filter(|gateway| work.index.is_controlled(gateway)) {
        check_standalone(work, gateway);
    }
    objects.service_exports.iter().for_each(|object| check_tags(work, object));
    objects.vpc_association_policies.iter().for_each(|object| check_tags(work, object));
    objects.access_log_policies.iter().for_each(|object| check_tags(work, object));
    objects.service_networks.iter().for_each(|object| check_tags(work, object));
}

fn check_route<'a, T>(work: &mut Work<'a, '_>, object: &'a Object<T>) {
    check_tags(work, object);
    check_standalone(work, object);
}

fn check_tags<'a, T>(work: &mut Work<'a, '_>, object: &'a Object<T>) {
    let Some(annotation) = object.annotation("tags") else { return };
    let dropped = tags::parse(Some(annotation)).dropped;
    if dropped.is_empty() {
        return;
    }
    let shorten = |entry: &str| {
        let mut letters = entry.chars();
        let start: String = letters.by_ref().take(40).collect();
        if letters.next().is_some() { format!("{start}...") } else { start }
    };
    let list: Vec<String> = dropped.iter().map(|(entry, reason)| format!("{} ({reason})", shorten(entry))).collect();
    let message = format!("the controller drops tags in silence: {}", list.join("; "));
    let finding = object.finding(Diagnostic::warning(903, Scope::Field, message), tags_path());
    work.report(finding);
}

fn check_standalone<'a, T>(work: &mut Work<'a, '_>, object: &'a Object<T>) {
    let annotation = object.annotation("standalone");
    if read_standalone(annotation) == Standalone::Unreadable {
        let message = format!(
            "standalone is {:?}, neither \"true\" nor \"false\": it counts as false",
            annotation.unwrap_or_default()
        );
        let path = Object::<()>::annotation_path("standalone");
        let finding = object.finding(Diagnostic::warning(902, Scope::Field, message), path);
        work.report(finding);
    }
}
