//! From kubeconfig, context and flags to a client, with what the kubeconfig tells about AWS.

use std::path::{Path, PathBuf};

use kube::config::{KubeConfigOptions, Kubeconfig, KubeconfigError};
use kube::{Client, Config};

use super::error::ClusterError;

/// The variable that names the folder with `token`, `ca.crt` and `namespace` of a service account, where they
/// are mounted elsewhere than usual.
pub const SERVICE_ACCOUNT_VARIABLE: &str = "LATTICECTL_SERVICE_ACCOUNT";

/// Where pods have their service account.
const SERVICE_ACCOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// Which cluster to read.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// `--context`; absent: the kubeconfig's current one.
    pub context: Option<String>,
    /// `--kubeconfig`; absent: `KUBECONFIG`, `~/.kube/config`, then the pod's service account.
    pub kubeconfig: Option<PathBuf>,
}

/// A client and where it leads.
pub struct Connection {
    pub(super) client: Client,
    /// The namespace of the context (`default` where it names none).
    pub namespace: String,
    /// Server and context, for messages.
    pub place: String,
    /// What the kubeconfig tells of the AWS side.
    pub hints: KubeconfigHints,
}

/// What a kubeconfig of EKS tells without asking anyone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KubeconfigHints {
    /// From the cluster's ARN, or from the arguments of `aws eks get-token`.
    pub region: Option<String>,
    /// From the cluster's ARN.
    pub account: Option<String>,
    /// From the cluster's ARN, or from the arguments of `aws eks get-token`.
    pub cluster_name: Option<String>,
}

/// Finds the cluster and makes a client; asks exec plugins for credentials, but sends no request yet.
pub async fn connect(access: &Access) -> Result<Connection, ClusterError> {
    let Some(kubeconfig) = read_kubeconfig(access)? else { return in_cluster().await };
    let known = context_names(&kubeconfig);
    let Some(name) = access.context.clone().or_else(|| kubeconfig.current_context.clone()).filter(|n| !n.is_empty())
    else {
        return Err(ClusterError::NoCurrentContext { known });
    };
    if !kubeconfig.contexts.iter().any(|context| context.name == name) {
        return Err(ClusterError::UnknownContext { name, known });
    }
    let hints = KubeconfigHints::of(&kubeconfig, &name);
    let options = KubeConfigOptions { context: Some(name.clone()), ..KubeConfigOptions::default() };
    let config = Config::from_custom_kubeconfig(kubeconfig, &options)
        .await
        .map_err(|error| ClusterError::Kubeconfig(Box::new(error)))?;
    let place = format!("{} (context {name})", config.cluster_url.to_string().trim_end_matches('/'));
    client(config, place, hints).await
}

fn read_kubeconfig(access: &Access) -> Result<Option<Kubeconfig>, ClusterError> {
    let read = match &access.kubeconfig {
        Some(path) => Kubeconfig::read_from(path),
        None => Kubeconfig::read(),
    };
    match read {
        Ok(kubeconfig) if kubeconfig.contexts.is_empty() && access.kubeconfig.is_none() && in_pod() => Ok(None),
        Ok(kubeconfig) => Ok(Some(kubeconfig)),
        // Only the default place may be empty: a file that was named must be there.
        Err(KubeconfigError::ReadConfig(error, path))
            if access.kubeconfig.is_none()
                && std::env::var_os("KUBECONFIG").is_none_or(|value| value.is_empty())
                && error.kind() == std::io::ErrorKind::NotFound =>
        {
            let looked = format!("no {}, KUBECONFIG is not set, and this is no pod", path.display());
            if in_pod() { Ok(None) } else { Err(ClusterError::NoCluster { looked }) }
        }
        Err(error) => Err(ClusterError::Kubeconfig(Box::new(error))),
    }
}

fn in_pod() -> bool {
    std::env::var_os("KUBERNETES_SERVICE_HOST").is_some()
}

/// The pod's service account, as a kubeconfig would name it: the token is read anew before it expires.
async fn in_cluster() -> Result<Connection, ClusterError> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let folder = PathBuf::from(variable(SERVICE_ACCOUNT_VARIABLE).unwrap_or_else(|| SERVICE_ACCOUNT.to_owned()));
    let unusable = |reason: String| ClusterError::NoCluster {
        looked: format!("no kubeconfig, and the pod's service account can't be used: {reason}"),
    };
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).map_err(|error| unusable(format!("{}: {error}", path.display())))
    };
    let token = read("token")?;
    if token.trim().is_empty() {
        return Err(unusable(format!("{} is empty", folder.join("token").display())));
    }
    let namespace = read("namespace")?.trim().to_owned();
    let host = variable("KUBERNETES_SERVICE_HOST").unwrap_or_default();
    let host = if host.contains(':') { format!("[{host}]") } else { host };
    let port = variable("KUBERNETES_SERVICE_PORT").unwrap_or_else(|| "443".to_owned());
    let path = |name: &str| Path::to_string_lossy(&folder.join(name)).into_owned();
    // The client sends a file's bytes as they are: a line break at the end would be no header.
    let user = if token == token.trim() {
        serde_json::json!({"tokenFile": path("token")})
    } else {
        serde_json::json!({"token": token.trim()})
    };
    let kubeconfig = serde_json::json!({
        "clusters": [{"name": "pod", "cluster": {
            "server": format!("https://{host}:{port}"), "certificate-authority": path("ca.crt"),
        }}],
        "users": [{"name": "pod", "user": user}],
        "contexts": [{"name": "pod", "context": {"cluster": "pod", "user": "pod", "namespace": namespace}}],
        "current-context": "pod",
    });
    let kubeconfig = serde_json::from_value(kubeconfig).map_err(|error| unusable(error.to_string()))?;
    let config = Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default())
        .await
        .map_err(|error| unusable(chain(&error)))?;
    let place = format!("{} (this pod's service account)", config.cluster_url.to_string().trim_end_matches('/'));
    client(config, place, KubeconfigHints::default()).await
}

/// Exec plugins run while the client is made, and block.
async fn client(config: Config, place: String, hints: KubeconfigHints) -> Result<Connection, ClusterError> {
    let runtime = tokio::runtime::Handle::current();
    let task = tokio::task::spawn_blocking(move || {
        let _entered = runtime.enter();
        build(config, place, hints)
    });
    task.await.unwrap_or_else(|error| {
        Err(ClusterError::Credentials { place: "the cluster".to_owned(), reason: error.to_string() })
    })
}

fn build(mut config: Config, place: String, hints: KubeconfigHints) -> Result<Connection, ClusterError> {
    // Retries are ours: they obey Retry-After and cover bodies that are cut.
    config.default_retry = false;
    let namespace = config.default_namespace.clone();
    let command = config.auth_info.exec.as_ref().and_then(|exec| exec.command.clone());
    let client = Client::try_from(config).map_err(|error| credentials_error(&error, command.as_deref(), &place))?;
    Ok(Connection { client, namespace, place, hints })
}

/// The output of a plugin is left out: it may hold a token.
fn credentials_error(error: &kube::Error, command: Option<&str>, place: &str) -> ClusterError {
    let command = command.unwrap_or("the credential plugin");
    let reason = match error {
        kube::Error::Auth(kube::client::AuthError::AuthExecRun { out, .. }) => {
            let stderr = String::from_utf8_lossy(&out.stderr);
            let said = stderr.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("its own message is above");
            format!("`{command}` failed ({}): {}", out.status, said.trim())
        }
        kube::Error::Auth(kube::client::AuthError::AuthExecStart(source)) => {
            format!("`{command}` can't be run: {source}")
        }
        kube::Error::Auth(kube::client::AuthError::AuthExecParse(_)) => {
            format!("`{command}` did not print an ExecCredential")
        }
        other => chain(other),
    };
    ClusterError::Credentials { place: place.to_owned(), reason }
}

/// An error with its sources, each once.
pub(super) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let next = error.to_string();
        if !text.contains(&next) {
            text = format!("{text}: {next}");
        }
        source = error.source();
    }
    text
}

fn context_names(kubeconfig: &Kubeconfig) -> String {
    let mut names: Vec<&str> = kubeconfig.contexts.iter().map(|context| context.name.as_str()).collect();
    names.sort_unstable();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

impl KubeconfigHints {
    /// Reads the entries of a context: the cluster's name (an ARN where `aws eks update-kubeconfig` wrote
    /// it), then the arguments of the exec plugin.
    fn of(kubeconfig: &Kubeconfig, context: &str) -> Self {
        let Some(context) =
            kubeconfig.contexts.iter().find(|named| named.name == context).and_then(|named| named.context.as_ref())
        else {
            return Self::default();
        };
        let mut hints = Self::from_arn(&context.cluster).unwrap_or_default();
        let user = kubeconfig.auth_infos.iter().find(|user| Some(&user.name) == context.user.as_ref());
        let exec = user.and_then(|user| user.auth_info.as_ref()).and_then(|user| user.exec.as_ref());
        if let Some(arguments) = exec.and_then(|exec| exec.args.as_deref()) {
            let after = |flags: &[&str]| {
                let at = arguments.iter().position(|argument| flags.contains(&argument.as_str()))?;
                arguments.get(at + 1).cloned()
            };
            hints.region = hints.region.or_else(|| after(&["--region"]));
            hints.cluster_name = hints.cluster_name.or_else(|| after(&["--cluster-name", "-i", "--cluster-id"]));
        }
        hints
    }

    /// `arn:aws:eks:REGION:ACCOUNT:cluster/NAME`, in any partition.
    fn from_arn(name: &str) -> Option<Self> {
        let mut parts = name.splitn(6, ':');
        let (arn, _partition, service) = (parts.next()?, parts.next()?, parts.next()?);
        let (region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
        let cluster_name = resource.strip_prefix("cluster/")?;
        (arn == "arn" && service == "eks" && !region.is_empty() && !account.is_empty()).then(|| Self {
            region: Some(region.to_owned()),
            account: Some(account.to_owned()),
            cluster_name: Some(cluster_name.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hints(cluster: &str, arguments: &str) -> KubeconfigHints {
        let text = format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: here\n\
             clusters: [{{name: '{cluster}', cluster: {{server: 'https://localhost'}}}}]\n\
             contexts: [{{name: here, context: {{cluster: '{cluster}', user: me}}}}]\n\
             users: [{{name: me, user: {{exec: {{apiVersion: client.authentication.k8s.io/v1beta1, command: aws, args: {arguments}}}}}}}]\n"
        );
        KubeconfigHints::of(&Kubeconfig::from_yaml(&text).unwrap(), "here")
    }

    #[test]
    fn an_eks_arn_tells_region_account_and_name() {
        let found = hints("arn:aws-cn:eks:cn-north-1:123456789012:cluster/shop", "[]");
        assert_eq!(found.region.as_deref(), Some("cn-north-1"));
        assert_eq!(found.account.as_deref(), Some("123456789012"));
        assert_eq!(found.cluster_name.as_deref(), Some("shop"));
    }

    #[test]
    fn the_plugin_tells_the_rest() {
        let found = hints("shop", "[--region, eu-west-1, eks, get-token, --cluster-name, shop-eu]");
        assert_eq!(found.region.as_deref(), Some("eu-west-1"));
        assert_eq!(found.account, None);
        assert_eq!(found.cluster_name.as_deref(), Some("shop-eu"));
        assert_eq!(hints("arn:aws:iam::123456789012:cluster/shop", "[]"), KubeconfigHints::default());
    }
}
