//! The flags that name a live cluster, shared by every verb that reads manifests, and the step that
//! reads it before the verb begins: what the cluster tells of region, account and VPC is then known.

#[cfg(feature = "cluster")]
pub use with_cluster::{ClusterArgs, learn, prepare};
#[cfg(not(feature = "cluster"))]
pub use without_cluster::{ClusterArgs, learn, prepare};

use super::cluster_view::Unseen;
use crate::apply::Controlled;
use crate::diag::{Diagnostics, Sources};
use crate::load::Document;
use crate::load::live::LiveStatuses;

/// What was read of files and cluster.
#[derive(Debug, Default)]
pub struct Prepared {
    /// The texts of the files.
    pub sources: Sources,
    /// The objects, the files' laid over the cluster's.
    pub documents: Vec<Document>,
    /// Findings about files and coverage.
    pub diagnostics: Diagnostics,
    /// What the cluster tells beside its objects.
    pub live: Live,
}

/// What a cluster tells beside its objects.
#[derive(Clone, Debug, Default)]
pub struct Live {
    /// The statuses that the cluster holds; none where files are laid over it.
    pub statuses: LiveStatuses,
    /// Whether everything that makes Lattice resources was in view: all namespaces, no selector, no kind
    /// denied. Where it was not, a resource that no object asks for is no orphan.
    pub complete: bool,
    /// Kinds that shape resources and may not be listed: nothing is written without them.
    pub unseen: Vec<Unseen>,
    /// The controller, where its Deployment has ready pods (it acts on every change itself), or may have some
    /// where this identity can't look.
    pub controlled: Option<Controlled>,
}

#[cfg(feature = "cluster")]
mod with_cluster {
    use std::collections::BTreeSet;
    use std::path::PathBuf;
    use std::sync::{Arc, Mutex};

    use super::{Controlled, Live, Prepared, Unseen};
    use crate::commands::block_on;
    use crate::commands::source::{SourceArgs, read_files};
    use crate::diag::{Diagnostic, Diagnostics, Scope};
    use crate::error::Error;
    use crate::load::cluster::{
        self, Access, ClusterError, Connection, Controller, KubeconfigHints, Namespaces, Patience, Selection,
    };
    use crate::settings::{Origin, Settings, Value};

    /// Which cluster to read, and what of it.
    #[derive(clap::Args, Clone, Debug, Default)]
    #[command(next_help_heading = "Cluster")]
    pub struct ClusterArgs {
        /// Read the live cluster; PATHs are laid over it: what if they were applied
        #[arg(long)]
        pub cluster: bool,

        /// Context of the kubeconfig; default: its current one
        #[arg(long, value_name = "NAME", requires = "cluster")]
        pub context: Option<String>,

        /// Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod's service account
        #[arg(long, value_name = "FILE", requires = "cluster", value_hint = clap::ValueHint::FilePath)]
        pub kubeconfig: Option<PathBuf>,

        /// Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context's namespace
        #[arg(short = 'A', long, requires = "cluster")]
        pub all_namespaces: bool,

        /// Take only routes and exports with these labels (as kubectl's -l); policies follow their targets, what is referred to is read whole
        #[arg(short = 'l', long, value_name = "SELECTOR", requires = "cluster")]
        pub selector: Option<String>,

        /// What was read, until the verb takes it.
        #[arg(skip)]
        pub prepared: Slot,
    }

    /// Arguments are shared and cloned; what was read is moved out once.
    pub type Slot = Arc<Mutex<Option<Prepared>>>;

    impl ClusterArgs {
        /// Takes what [`prepare`] read; `None` where no cluster was asked for.
        pub fn take(&self) -> Option<Prepared> {
            self.prepared.lock().ok()?.take()
        }

        /// Whether a cluster is read.
        pub fn is_given(&self) -> bool {
            self.cluster
        }

        fn access(&self) -> Access {
            Access { context: self.context.clone(), kubeconfig: self.kubeconfig.clone() }
        }
    }

    /// Reads cluster and files where `--cluster` was given, and learns the context.
    pub fn prepare(source: &SourceArgs, settings: &mut Settings) -> Result<(), Error> {
        let arguments = &source.cluster;
        if !arguments.cluster {
            return Ok(());
        }
        let mut prepared = Prepared::default();
        let mut files = Vec::new();
        if !source.paths.is_empty() {
            (prepared.sources, files) = read_files(source, settings, &mut prepared.diagnostics)?;
        }
        let (hints, mut cluster) = block_on(async {
            let connection = cluster::connect(&arguments.access()).await.map_err(failed)?;
            learn_namespace(settings, &connection);
            let namespaces = if arguments.all_namespaces {
                Namespaces::All
            } else {
                Namespaces::These(vec![settings.namespace.clone()])
            };
            let selection = Selection { namespaces, selector: arguments.selector.clone() };
            let cluster = cluster::read(&connection, &selection, &files, Patience::default()).await.map_err(failed)?;
            Ok((connection.hints, cluster))
        })?;
        prepared.diagnostics.extend(cluster.coverage.findings());
        prepared.diagnostics.extend(learn_context(settings, &cluster.controllers, &hints));
        if !files.is_empty() {
            // What files change has no status to be compared with yet, and may change that of others.
            cluster.statuses.clear();
        }
        let unseen = cluster.coverage.unseen().into_iter().map(|spec| Unseen {
            kind: spec.kind.to_owned(),
            resource: spec.resource(),
            cost: spec.cost.to_owned(),
        });
        let running = cluster.controllers.iter().find(|one| one.is_running());
        let unseen_controller = cluster.coverage.controller_unseen.then_some(Controlled::Unseen);
        prepared.live = Live {
            statuses: cluster.statuses,
            complete: cluster.coverage.is_complete(),
            unseen: unseen.collect(),
            controlled: running.map(|one| Controlled::By(one.place())).or(unseen_controller),
        };
        prepared.documents = cluster::overlay(cluster.documents, files, &settings.namespace);
        if let Ok(mut slot) = arguments.prepared.lock() {
            *slot = Some(prepared);
        }
        Ok(())
    }

    /// Learns the context from kubeconfig and controller without reading manifests (`latticectl config`).
    pub fn learn(arguments: &ClusterArgs, settings: &mut Settings) -> Result<Diagnostics, Error> {
        let mut diagnostics = Diagnostics::new();
        if arguments.cluster {
            let (hints, controllers) = block_on(async {
                let connection = cluster::connect(&arguments.access()).await.map_err(failed)?;
                learn_namespace(settings, &connection);
                let controllers = cluster::find_controllers(&connection, Patience::default()).await.map_err(failed)?;
                Ok((connection.hints, controllers))
            })?;
            diagnostics.extend(controllers.finding());
            diagnostics.extend(learn_context(settings, &controllers.found, &hints));
        }
        Ok(diagnostics)
    }

    fn failed(error: ClusterError) -> Error {
        let message = format!("{error}\n  help: {}", error.help());
        Error::failed(message, error)
    }

    /// The context's namespace, where the user names none.
    fn learn_namespace(settings: &mut Settings, connection: &Connection) {
        settings.learn("namespace", &connection.namespace, Origin::Cluster("the kubeconfig's context".to_owned()));
    }

    /// The controller's own settings, then what the kubeconfig tells; a value that the user gives stays,
    /// with a finding where the controller runs with another one, or the kubeconfig tells another one.
    fn learn_context(settings: &mut Settings, controllers: &[Controller], hints: &KubeconfigHints) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        let mut told = BTreeSet::new();
        let running = controllers.iter().find(|controller| controller.is_running()).or(controllers.first());
        if let Some(controller) = running {
            for (name, text, variable) in controller.settings() {
                let origin = format!("{variable} of {}", controller.place());
                let found = match settings.learn_checked(name, text, Origin::Cluster(origin.clone())) {
                    Ok(()) => contradiction(settings, name, text, &origin),
                    Err(error) => Some(context_finding(format!("{error}; it is not taken"))),
                };
                told.extend(found.is_some().then_some(name));
                findings.extend(found);
            }
        }
        let kubeconfig =
            [("region", &hints.region), ("account", &hints.account), ("cluster-name", &hints.cluster_name)];
        for (name, text) in kubeconfig {
            let Some(text) = text else { continue };
            let origin = Origin::Cluster("the kubeconfig's cluster".to_owned());
            match settings.learn_checked(name, text, origin) {
                Ok(()) if !told.contains(name) => findings.extend(other_than_kubeconfig(settings, name, text)),
                Ok(()) => {}
                Err(error) => findings.push(context_finding(format!("{error}; it is not taken"))),
            }
        }
        findings.extend(running.into_iter().flat_map(|controller| not_read(settings, controller)));
        findings.extend(disagreements(controllers));
        findings
    }

    fn context_finding(message: String) -> Diagnostic {
        Diagnostic::warning(2017, Scope::Run, message)
    }

    fn value_of<'a>(settings: &'a Settings, name: &str) -> Option<&'a Value> {
        settings.values.iter().find(|value| value.name == name)
    }

    fn contradiction(settings: &Settings, name: &str, text: &str, origin: &str) -> Option<Diagnostic> {
        let value = value_of(settings, name)?;
        let given = value.text.as_deref().unwrap_or_default();
        (!is_same(name, given, text)).then(|| {
            context_finding(format!(
                "{name} is {given:?} (from {}), but the controller of this cluster runs with {text:?} ({origin})",
                value.origin
            ))
        })
    }

    /// Any word but "true" is false to the controller.
    fn is_same(name: &str, one: &str, other: &str) -> bool {
        one == other || (name == "service-network-override" && is_true(one) == is_true(other))
    }

    /// A value that the user gives, beside the kubeconfig's; the controller's own is the cluster's last word.
    fn other_than_kubeconfig(settings: &Settings, name: &str, text: &str) -> Option<Diagnostic> {
        let value = value_of(settings, name)?;
        let given = value.text.as_deref().unwrap_or_default();
        let by_user = matches!(value.origin, Origin::Flag | Origin::Variable(_) | Origin::File(_));
        (by_user && given != text).then(|| {
            let origin = &value.origin;
            context_finding(format!("{name} is {given:?} (from {origin}), but the kubeconfig's cluster says {text:?}"))
        })
    }

    /// Settings that the controller takes from where nothing is read, as long as nobody else gives them.
    fn not_read(settings: &Settings, controller: &Controller) -> Vec<Diagnostic> {
        let place = controller.place();
        let open = controller.settings_elsewhere().filter_map(|(name, variable)| {
            let value = value_of(settings, name)?;
            let by_user = matches!(value.origin, Origin::Flag | Origin::Variable(_) | Origin::File(_));
            (!by_user).then_some((name, variable, value))
        });
        let message = |(name, variable, value): (&str, &str, &Value)| {
            let text = value.text.as_deref().unwrap_or("none");
            let from = if controller.elsewhere.iter().any(|named| named == variable) {
                format!("{variable} of {place} comes from a ConfigMap, a Secret or a field, which is not read")
            } else {
                format!("{variable} of {place} may come from its ConfigMaps or Secrets (envFrom), which are not read")
            };
            context_finding(format!("{from}: {name} is taken to be {text:?} (from {})", value.origin))
                .with_help(format!("give the value that the controller runs with: --{name}"))
        };
        open.map(message).collect()
    }

    /// Two controllers at work with different settings: which of them acts on an object can't be told.
    fn disagreements(controllers: &[Controller]) -> Vec<Diagnostic> {
        let running: Vec<&Controller> = controllers.iter().filter(|controller| controller.is_running()).collect();
        let Some((first, others)) = running.split_first() else { return Vec::new() };
        let variables: BTreeSet<&'static str> =
            running.iter().flat_map(|one| one.settings().map(|(_, _, variable)| variable)).collect();
        let text =
            |one: &Controller, variable: &str| one.environment.get(variable).map_or("", String::as_str).to_owned();
        let mut findings = Vec::new();
        for other in others {
            for variable in &variables {
                let (here, there) = (text(first, variable), text(other, variable));
                if here != there {
                    findings.push(context_finding(format!(
                        "two controllers run in this cluster: {variable} is {here:?} in {}, which is taken, and \
                         {there:?} in {}",
                        first.place(),
                        other.place()
                    )));
                }
            }
        }
        findings
    }

    fn is_true(text: &str) -> bool {
        text.eq_ignore_ascii_case("true")
    }
}

#[cfg(not(feature = "cluster"))]
mod without_cluster {
    use super::Prepared;
    use crate::commands::source::SourceArgs;
    use crate::diag::Diagnostics;
    use crate::error::Error;
    use crate::settings::Settings;

    /// This build reads no cluster.
    #[derive(clap::Args, Clone, Debug, Default)]
    pub struct ClusterArgs {}

    impl ClusterArgs {
        /// Never anything.
        pub fn take(&self) -> Option<Prepared> {
            None
        }

        /// Never.
        pub fn is_given(&self) -> bool {
            false
        }
    }

    /// Nothing to read.
    pub fn prepare(_source: &SourceArgs, _settings: &mut Settings) -> Result<(), Error> {
        Ok(())
    }

    /// Nothing to learn.
    pub fn learn(_arguments: &ClusterArgs, _settings: &mut Settings) -> Result<Diagnostics, Error> {
        Ok(Diagnostics::new())
    }
}
