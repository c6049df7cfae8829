//! The flags that name a live cluster, shared by every verb that reads manifests, and the step that
//! reads it before the verb begins: what the cluster tells of region, account and VPC is then known.

#[cfg(feature = "cluster")]
pub use with_cluster::{ClusterArgs, learn, prepare};
#[cfg(not(feature = "cluster"))]
pub use without_cluster::{ClusterArgs, learn, prepare};

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
    pub unseen: Vec<String>,
    /// The controller's Deployment, where one has ready pods: it acts on every change itself.
    pub running_controller: Option<String>,
}

#[cfg(feature = "cluster")]
mod with_cluster {
    use std::path::PathBuf;
    use std::sync::{Arc, Mutex};

    use super::{Live, Prepared};
    use crate::commands::block_on;
    use crate::commands::source::{SourceArgs, read_files};
    use crate::diag::{Diagnostic, Diagnostics, Scope};
    use crate::error::Error;
    use crate::load::cluster::{
        self, Access, ClusterError, Connection, Controller, KubeconfigHints, Namespaces, Patience, Selection,
    };
    use crate::settings::{Origin, Settings};

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
            (prepared.sources, files) = read_files(source, &mut prepared.diagnostics)?;
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
        prepared.live = Live {
            statuses: cluster.statuses,
            complete: cluster.coverage.is_complete(),
            unseen: cluster.coverage.unseen(),
            running_controller: cluster.controllers.iter().find(|one| one.is_running()).map(Controller::place),
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
            diagnostics.extend(learn_context(settings, &controllers, &hints));
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
    /// with a finding where the controller runs with another one.
    fn learn_context(settings: &mut Settings, controllers: &[Controller], hints: &KubeconfigHints) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        let running = controllers.iter().find(|controller| controller.is_running()).or(controllers.first());
        if let Some(controller) = running {
            for (name, text, variable) in controller.settings() {
                let origin = format!("{variable} of {}", controller.place());
                settings.learn(name, text, Origin::Cluster(origin.clone()));
                findings.extend(contradiction(settings, name, text, &origin));
            }
        }
        let kubeconfig =
            [("region", &hints.region), ("account", &hints.account), ("cluster-name", &hints.cluster_name)];
        for (name, text) in kubeconfig {
            if let Some(text) = text {
                settings.learn(name, text, Origin::Cluster("the kubeconfig's cluster".to_owned()));
            }
        }
        findings
    }

    fn contradiction(settings: &Settings, name: &str, text: &str, origin: &str) -> Option<Diagnostic> {
        let value = settings.values.iter().find(|value| value.name == name)?;
        let given = value.text.as_deref().unwrap_or_default();
        // Any word but "true" is false to the controller.
        let same = given == text || (name == "service-network-override" && is_true(given) == is_true(text));
        (!same).then(|| {
            let message = format!(
                "{name} is {given:?} (from {}), but the controller of this cluster runs with {text:?} ({origin})",
                value.origin
            );
            Diagnostic::warning(2017, Scope::Run, message)
        })
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
