//! Why a cluster could not be read, in words that name the way out.

use kube::config::KubeconfigError;

/// Reading a cluster failed.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// Neither a kubeconfig nor a pod's service account.
    #[error("no cluster to read: {looked}")]
    NoCluster {
        /// Where was looked.
        looked: String,
    },
    /// The kubeconfig can't be read or parsed.
    #[error("the kubeconfig can't be used")]
    Kubeconfig(#[source] Box<KubeconfigError>),
    /// `--context` or `current-context` names none that the kubeconfig has.
    #[error("the kubeconfig has no context {name:?}; it has {known}")]
    UnknownContext {
        /// The name that was asked for.
        name: String,
        /// The names that are there.
        known: String,
    },
    /// No context was named, by flag or by the kubeconfig.
    #[error("the kubeconfig names no current context; it has {known}")]
    NoCurrentContext {
        /// The names that are there.
        known: String,
    },
    /// The command that yields credentials did not.
    #[error("no credentials for {place}: {reason}")]
    Credentials {
        /// Cluster and context.
        place: String,
        /// What the command said.
        reason: String,
    },
    /// The API server can't be reached.
    #[error("no answer from {place}: {reason}")]
    Unreachable {
        /// Cluster and context.
        place: String,
        /// What the network said.
        reason: String,
    },
    /// The API server's certificate is not to be trusted.
    #[error("the certificate of {place} is not trusted: {reason}")]
    Certificate {
        /// Cluster and context.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
    /// 401.
    #[error("{place} does not accept the credentials (401 {reason})")]
    Unauthorized {
        /// Cluster and context.
        place: String,
        /// The API server's words.
        reason: String,
    },
    /// 403 on a kind without which nothing true can be said.
    #[error("may not list {resource} {scope}: {cost}")]
    Needed {
        /// The resource, with its group.
        resource: String,
        /// `in all namespaces`, `in namespace shop`.
        scope: String,
        /// What can't be done without.
        cost: &'static str,
    },
    /// Who answers is no API server: a login page, a redirect to one.
    #[error("{place} does not answer as a Kubernetes API server: {answer}")]
    NotKubernetes {
        /// Cluster and context.
        place: String,
        /// What came instead.
        answer: String,
    },
    /// A namespace was selected that is not there.
    #[error("the cluster has no namespace {name:?}")]
    NoNamespace {
        /// The name.
        name: String,
    },
    /// 400: the selection itself is not understood.
    #[error("{place} does not understand the request for {what}: {reason}")]
    BadRequest {
        /// Cluster and context.
        place: String,
        /// The resource.
        what: String,
        /// The API server's words.
        reason: String,
    },
    /// Anything that retries did not mend.
    #[error("{place} could not list {what} after {attempts} attempts: {reason}")]
    Failed {
        /// Cluster and context.
        place: String,
        /// The resource.
        what: String,
        /// How often it was tried.
        attempts: u32,
        /// The last answer.
        reason: String,
    },
}

impl ClusterError {
    /// What to do about it, one line.
    pub fn help(&self) -> &'static str {
        match self {
            Self::NoCluster { .. } => {
                "point --kubeconfig or KUBECONFIG at a kubeconfig (aws eks update-kubeconfig --name CLUSTER), or run in a pod with a service account"
            }
            Self::Kubeconfig(_) => "check the file with `kubectl config view`",
            Self::UnknownContext { .. } | Self::NoCurrentContext { .. } => "name one of them with --context",
            Self::Credentials { .. } => {
                "run the command of the kubeconfig's user by hand; an expired session needs a new login (aws sso login)"
            }
            Self::Unreachable { .. } => {
                "check the context, the VPN or proxy, and whether the cluster's endpoint is reachable from here"
            }
            Self::Certificate { .. } => {
                "the kubeconfig may be of another cluster or older than this one: write it anew (aws eks update-kubeconfig), or correct certificate-authority-data"
            }
            Self::Unauthorized { .. } => {
                "the token may have expired: log in again, or check that the identity has access to this cluster"
            }
            Self::Needed { .. } => "grant the reads that `latticectl rbac` prints",
            Self::NotKubernetes { .. } => {
                "check the server of the context (kubectl config view --minify): a proxy or a login page may stand before it"
            }
            Self::NoNamespace { .. } => "name one that is there with --namespace, or take all with -A",
            Self::BadRequest { .. } => "check --selector and --namespace",
            Self::Failed { .. } => "try again later; the API server is overloaded or restarting",
        }
    }
}
