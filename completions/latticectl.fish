# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_latticectl_global_optspecs
    string join \n account= region= cluster-name= vpc-id= default-service-network= service-network-override= n/namespace= ip-family= config= o/output= color= strict= h/help V/version
end

function __fish_latticectl_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_latticectl_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_latticectl_using_subcommand
    set -l cmd (__fish_latticectl_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c latticectl -n "__fish_latticectl_needs_command" -l account -d 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]' -r
complete -c latticectl -n "__fish_latticectl_needs_command" -l region -d 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c latticectl -n "__fish_latticectl_needs_command" -l cluster-name -d 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]' -r
complete -c latticectl -n "__fish_latticectl_needs_command" -l vpc-id -d 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]' -r
complete -c latticectl -n "__fish_latticectl_needs_command" -l default-service-network -d 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]' -r
complete -c latticectl -n "__fish_latticectl_needs_command" -l service-network-override -d 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_needs_command" -s n -l namespace -d 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]' -r
complete -c latticectl -n "__fish_latticectl_needs_command" -l ip-family -d 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]' -r -f -a "ipv4\t'IPv4'
ipv6\t'IPv6'"
complete -c latticectl -n "__fish_latticectl_needs_command" -l config -d 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]' -r -F
complete -c latticectl -n "__fish_latticectl_needs_command" -s o -l output -d 'Output format, and a file for it instead of stdout; may be given several times' -r -f -a "text\t''
json\t''
yaml\t''
ndjson\t''
sarif\t''
junit\t''
markdown\t''
github\t''
dot\t''
mermaid\t''
snapshot\t''
status\t''"
complete -c latticectl -n "__fish_latticectl_needs_command" -l color -d 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'Where the stream is a terminal, unless NO_COLOR or CLICOLOR_FORCE say otherwise'
always\t'Also into files and pipes'
never\t'Nowhere'"
complete -c latticectl -n "__fish_latticectl_needs_command" -l strict -d 'Take every warning for an error [env: LATTICECTL_STRICT]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c latticectl -n "__fish_latticectl_needs_command" -s V -l version -d 'Print version'
complete -c latticectl -n "__fish_latticectl_needs_command" -f -a "plan" -d 'Render the Lattice resources that the manifests stand for, with every finding'
complete -c latticectl -n "__fish_latticectl_needs_command" -f -a "lint" -d 'Report findings only: what the controller or VPC Lattice would refuse, ignore or do otherwise'
complete -c latticectl -n "__fish_latticectl_needs_command" -f -a "explain" -d 'Explain what a finding means, why it is so, and how to fix it'
complete -c latticectl -n "__fish_latticectl_needs_command" -f -a "route" -d 'Tell which listener, rule and target groups a request would meet, and why'
complete -c latticectl -n "__fish_latticectl_needs_command" -f -a "diff" -d 'Compare what the manifests stand for with the account'
complete -c latticectl -n "__fish_latticectl_needs_command" -f -a "apply" -d 'Make the account what the manifests say'
complete -c latticectl -n "__fish_latticectl_needs_command" -f -a "drift" -d 'Tell whether the account has moved away from the manifests'
complete -c latticectl -n "__fish_latticectl_needs_command" -f -a "snapshot" -d 'Write the account\'s VPC Lattice state into a file'
complete -c latticectl -n "__fish_latticectl_needs_command" -f -a "destroy" -d 'Delete what these manifests own, in order'
complete -c latticectl -n "__fish_latticectl_needs_command" -f -a "sandbox" -d 'Run a local stand-in for the VPC Lattice API'
complete -c latticectl -n "__fish_latticectl_needs_command" -f -a "config" -d 'Print the settings in force, and where each came from'
complete -c latticectl -n "__fish_latticectl_needs_command" -f -a "rbac" -d 'Print the ClusterRole with exactly the reads that --cluster needs'
complete -c latticectl -n "__fish_latticectl_needs_command" -f -a "completions" -d 'Write completions for a shell to stdout'
complete -c latticectl -n "__fish_latticectl_needs_command" -f -a "man" -d 'Write manual pages'
complete -c latticectl -n "__fish_latticectl_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -l live -d 'Plan as in the account of this snapshot (made by `latticectl snapshot`)' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -l out -d 'Keep the plan in this file, for `latticectl apply FILE`' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -l exclude -d 'Leave out files of folders: a name, or with a slash the end of a path, as a glob; may be given several times' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -l context -d 'Context of the kubeconfig; default: its current one' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -l kubeconfig -d 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod\'s service account' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -s l -l selector -d 'Take only routes and exports with these labels (as kubectl\'s -l); policies follow their targets, what is referred to is read whole' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -l account -d 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -l region -d 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -l cluster-name -d 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -l vpc-id -d 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -l default-service-network -d 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -l service-network-override -d 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -s n -l namespace -d 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -l ip-family -d 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]' -r -f -a "ipv4\t'IPv4'
ipv6\t'IPv6'"
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -l config -d 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -s o -l output -d 'Output format, and a file for it instead of stdout; may be given several times' -r -f -a "text\t''
json\t''
yaml\t''
ndjson\t''
sarif\t''
junit\t''
markdown\t''
github\t''
dot\t''
mermaid\t''
snapshot\t''
status\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -l color -d 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'Where the stream is a terminal, unless NO_COLOR or CLICOLOR_FORCE say otherwise'
always\t'Also into files and pipes'
never\t'Nowhere'"
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -l strict -d 'Take every warning for an error [env: LATTICECTL_STRICT]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -l detailed-exitcode -d 'Exit with 2 where the plan has anything to create or change'
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -l cluster -d 'Read the live cluster; PATHs are laid over it: what if they were applied'
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -s A -l all-namespaces -d 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context\'s namespace'
complete -c latticectl -n "__fish_latticectl_using_subcommand plan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -l exclude -d 'Leave out files of folders: a name, or with a slash the end of a path, as a glob; may be given several times' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -l context -d 'Context of the kubeconfig; default: its current one' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -l kubeconfig -d 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod\'s service account' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -s l -l selector -d 'Take only routes and exports with these labels (as kubectl\'s -l); policies follow their targets, what is referred to is read whole' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -l account -d 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -l region -d 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -l cluster-name -d 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -l vpc-id -d 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -l default-service-network -d 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -l service-network-override -d 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -s n -l namespace -d 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -l ip-family -d 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]' -r -f -a "ipv4\t'IPv4'
ipv6\t'IPv6'"
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -l config -d 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -s o -l output -d 'Output format, and a file for it instead of stdout; may be given several times' -r -f -a "text\t''
json\t''
yaml\t''
ndjson\t''
sarif\t''
junit\t''
markdown\t''
github\t''
dot\t''
mermaid\t''
snapshot\t''
status\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -l color -d 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'Where the stream is a terminal, unless NO_COLOR or CLICOLOR_FORCE say otherwise'
always\t'Also into files and pipes'
never\t'Nowhere'"
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -l strict -d 'Take every warning for an error [env: LATTICECTL_STRICT]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -l cluster -d 'Read the live cluster; PATHs are laid over it: what if they were applied'
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -s A -l all-namespaces -d 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context\'s namespace'
complete -c latticectl -n "__fish_latticectl_using_subcommand lint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c latticectl -n "__fish_latticectl_using_subcommand explain" -l account -d 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand explain" -l region -d 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand explain" -l cluster-name -d 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand explain" -l vpc-id -d 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand explain" -l default-service-network -d 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand explain" -l service-network-override -d 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand explain" -s n -l namespace -d 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand explain" -l ip-family -d 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]' -r -f -a "ipv4\t'IPv4'
ipv6\t'IPv6'"
complete -c latticectl -n "__fish_latticectl_using_subcommand explain" -l config -d 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand explain" -s o -l output -d 'Output format, and a file for it instead of stdout; may be given several times' -r -f -a "text\t''
json\t''
yaml\t''
ndjson\t''
sarif\t''
junit\t''
markdown\t''
github\t''
dot\t''
mermaid\t''
snapshot\t''
status\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand explain" -l color -d 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'Where the stream is a terminal, unless NO_COLOR or CLICOLOR_FORCE say otherwise'
always\t'Also into files and pipes'
never\t'Nowhere'"
complete -c latticectl -n "__fish_latticectl_using_subcommand explain" -l strict -d 'Take every warning for an error [env: LATTICECTL_STRICT]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand explain" -l list -d 'List every code'
complete -c latticectl -n "__fish_latticectl_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -s H -l header -d 'A header; may be given several times' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -l live -d 'Ask in the account of this snapshot' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -l exclude -d 'Leave out files of folders: a name, or with a slash the end of a path, as a glob; may be given several times' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -l context -d 'Context of the kubeconfig; default: its current one' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -l kubeconfig -d 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod\'s service account' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -s l -l selector -d 'Take only routes and exports with these labels (as kubectl\'s -l); policies follow their targets, what is referred to is read whole' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -l account -d 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -l region -d 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -l cluster-name -d 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -l vpc-id -d 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -l default-service-network -d 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -l service-network-override -d 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -s n -l namespace -d 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -l ip-family -d 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]' -r -f -a "ipv4\t'IPv4'
ipv6\t'IPv6'"
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -l config -d 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -s o -l output -d 'Output format, and a file for it instead of stdout; may be given several times' -r -f -a "text\t''
json\t''
yaml\t''
ndjson\t''
sarif\t''
junit\t''
markdown\t''
github\t''
dot\t''
mermaid\t''
snapshot\t''
status\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -l color -d 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'Where the stream is a terminal, unless NO_COLOR or CLICOLOR_FORCE say otherwise'
always\t'Also into files and pipes'
never\t'Nowhere'"
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -l strict -d 'Take every warning for an error [env: LATTICECTL_STRICT]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -l cluster -d 'Read the live cluster; PATHs are laid over it: what if they were applied'
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -s A -l all-namespaces -d 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context\'s namespace'
complete -c latticectl -n "__fish_latticectl_using_subcommand route" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l exclude -d 'Leave out files of folders: a name, or with a slash the end of a path, as a glob; may be given several times' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l context -d 'Context of the kubeconfig; default: its current one' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l kubeconfig -d 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod\'s service account' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -s l -l selector -d 'Take only routes and exports with these labels (as kubectl\'s -l); policies follow their targets, what is referred to is read whole' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l profile -d 'AWS profile [env: AWS_PROFILE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l endpoint-url -d 'One endpoint for all AWS services [env: AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_VPC_LATTICE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l parallelism -d 'Calls under way at once' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l read-rate -d 'Reading calls a second, 0 for no limit [default: 25; no limit on this machine]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l write-rate -d 'Writing calls a second, 0 for no limit [default: 5; no limit on this machine]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l max-attempts -d 'How often a call is tried' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l call-timeout -d 'Seconds that one try of a call may take' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l page-size -d 'Items a page, for testing servers' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l live -d 'A snapshot (made by `latticectl snapshot`) in the account\'s place' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l base -d 'Compare with these manifests in place of an account; may be given several times' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l out -d 'Keep the change in a file that `apply` takes' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l account -d 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l region -d 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l cluster-name -d 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l vpc-id -d 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l default-service-network -d 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l service-network-override -d 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -s n -l namespace -d 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l ip-family -d 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]' -r -f -a "ipv4\t'IPv4'
ipv6\t'IPv6'"
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l config -d 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -s o -l output -d 'Output format, and a file for it instead of stdout; may be given several times' -r -f -a "text\t''
json\t''
yaml\t''
ndjson\t''
sarif\t''
junit\t''
markdown\t''
github\t''
dot\t''
mermaid\t''
snapshot\t''
status\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l color -d 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'Where the stream is a terminal, unless NO_COLOR or CLICOLOR_FORCE say otherwise'
always\t'Also into files and pipes'
never\t'Nowhere'"
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l strict -d 'Take every warning for an error [env: LATTICECTL_STRICT]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l cluster -d 'Read the live cluster; PATHs are laid over it: what if they were applied'
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -s A -l all-namespaces -d 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context\'s namespace'
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l no-tagging-api -d 'Read tags resource by resource, not through the tagging API'
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l prune -d 'Also delete what is ours and in no manifest'
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -l prune-beside-errors -d 'Do so although objects of the input are broken, and what they stand for may be among it'
complete -c latticectl -n "__fish_latticectl_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l exclude -d 'Leave out files of folders: a name, or with a slash the end of a path, as a glob; may be given several times' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l context -d 'Context of the kubeconfig; default: its current one' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l kubeconfig -d 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod\'s service account' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -s l -l selector -d 'Take only routes and exports with these labels (as kubectl\'s -l); policies follow their targets, what is referred to is read whole' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l profile -d 'AWS profile [env: AWS_PROFILE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l endpoint-url -d 'One endpoint for all AWS services [env: AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_VPC_LATTICE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l parallelism -d 'Calls under way at once' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l read-rate -d 'Reading calls a second, 0 for no limit [default: 25; no limit on this machine]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l write-rate -d 'Writing calls a second, 0 for no limit [default: 5; no limit on this machine]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l max-attempts -d 'How often a call is tried' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l call-timeout -d 'Seconds that one try of a call may take' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l page-size -d 'Items a page, for testing servers' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l allow -d 'Classes of change to allow beside create and update, or all' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l max-deletes -d 'Refuse to delete more than N resources, or than P% of what is ours' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l foreign-network -d 'Put auth policies on this service network although it belongs to another owner; once a network' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l wait-timeout -d 'Seconds that a resource may take to become ready, or to be gone' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l poll-interval -d 'Milliseconds between the first two looks at a resource; later ones are further apart' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l max-rounds -d 'How often the account is looked at again where somebody else changes it too' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l account -d 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l region -d 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l cluster-name -d 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l vpc-id -d 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l default-service-network -d 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l service-network-override -d 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -s n -l namespace -d 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l ip-family -d 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]' -r -f -a "ipv4\t'IPv4'
ipv6\t'IPv6'"
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l config -d 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -s o -l output -d 'Output format, and a file for it instead of stdout; may be given several times' -r -f -a "text\t''
json\t''
yaml\t''
ndjson\t''
sarif\t''
junit\t''
markdown\t''
github\t''
dot\t''
mermaid\t''
snapshot\t''
status\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l color -d 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'Where the stream is a terminal, unless NO_COLOR or CLICOLOR_FORCE say otherwise'
always\t'Also into files and pipes'
never\t'Nowhere'"
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l strict -d 'Take every warning for an error [env: LATTICECTL_STRICT]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l cluster -d 'Read the live cluster; PATHs are laid over it: what if they were applied'
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -s A -l all-namespaces -d 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context\'s namespace'
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l no-tagging-api -d 'Read tags resource by resource, not through the tagging API'
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l adopt -d 'Take over resources of that name that carry no owner\'s tag'
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l auto-approve -d 'Do not ask'
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l keep-going -d 'Apply what can be applied where objects have errors, and over the quotas that are known'
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l beside-controller -d 'Go on although a controller is seen running that manages the same resources'
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l prune -d 'Also delete what is ours and in no manifest'
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -l prune-beside-errors -d 'Do so although objects of the input are broken, and what they stand for may be among it'
complete -c latticectl -n "__fish_latticectl_using_subcommand apply" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l exclude -d 'Leave out files of folders: a name, or with a slash the end of a path, as a glob; may be given several times' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l context -d 'Context of the kubeconfig; default: its current one' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l kubeconfig -d 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod\'s service account' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -s l -l selector -d 'Take only routes and exports with these labels (as kubectl\'s -l); policies follow their targets, what is referred to is read whole' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l profile -d 'AWS profile [env: AWS_PROFILE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l endpoint-url -d 'One endpoint for all AWS services [env: AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_VPC_LATTICE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l parallelism -d 'Calls under way at once' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l read-rate -d 'Reading calls a second, 0 for no limit [default: 25; no limit on this machine]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l write-rate -d 'Writing calls a second, 0 for no limit [default: 5; no limit on this machine]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l max-attempts -d 'How often a call is tried' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l call-timeout -d 'Seconds that one try of a call may take' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l page-size -d 'Items a page, for testing servers' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l live -d 'A snapshot (made by `latticectl snapshot`) in the account\'s place' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l plan -d 'A plan file (`plan --out`, `diff --out`) in place of manifests' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l last -d 'The account as it was after the last apply (made by `latticectl snapshot`)' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l fail-on -d 'Classes that end the run with 2; `all`, `none`, or any of those below' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l ignore -d 'Leave out RESOURCE or RESOURCE#FIELD (labels or ARNs and paths, as globs); may be given several times' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l baseline -d 'Accepted drift, each entry with its reason (YAML: `ignore:`, a list of resource, field, class, reason)' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l watch -d 'Look again each so often (30s, 5m, 1h), and report when something is different' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l rounds -d 'With --watch: stop after so many looks' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l account -d 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l region -d 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l cluster-name -d 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l vpc-id -d 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l default-service-network -d 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l service-network-override -d 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -s n -l namespace -d 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l ip-family -d 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]' -r -f -a "ipv4\t'IPv4'
ipv6\t'IPv6'"
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l config -d 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -s o -l output -d 'Output format, and a file for it instead of stdout; may be given several times' -r -f -a "text\t''
json\t''
yaml\t''
ndjson\t''
sarif\t''
junit\t''
markdown\t''
github\t''
dot\t''
mermaid\t''
snapshot\t''
status\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l color -d 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'Where the stream is a terminal, unless NO_COLOR or CLICOLOR_FORCE say otherwise'
always\t'Also into files and pipes'
never\t'Nowhere'"
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l strict -d 'Take every warning for an error [env: LATTICECTL_STRICT]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l cluster -d 'Read the live cluster; PATHs are laid over it: what if they were applied'
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -s A -l all-namespaces -d 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context\'s namespace'
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -l no-tagging-api -d 'Read tags resource by resource, not through the tagging API'
complete -c latticectl -n "__fish_latticectl_using_subcommand drift" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l profile -d 'AWS profile [env: AWS_PROFILE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l endpoint-url -d 'One endpoint for all AWS services [env: AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_VPC_LATTICE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l parallelism -d 'Calls under way at once' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l read-rate -d 'Reading calls a second, 0 for no limit [default: 25; no limit on this machine]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l write-rate -d 'Writing calls a second, 0 for no limit [default: 5; no limit on this machine]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l max-attempts -d 'How often a call is tried' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l call-timeout -d 'Seconds that one try of a call may take' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l page-size -d 'Items a page, for testing servers' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l account -d 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l region -d 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l cluster-name -d 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l vpc-id -d 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l default-service-network -d 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l service-network-override -d 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -s n -l namespace -d 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l ip-family -d 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]' -r -f -a "ipv4\t'IPv4'
ipv6\t'IPv6'"
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l config -d 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -s o -l output -d 'Output format, and a file for it instead of stdout; may be given several times' -r -f -a "text\t''
json\t''
yaml\t''
ndjson\t''
sarif\t''
junit\t''
markdown\t''
github\t''
dot\t''
mermaid\t''
snapshot\t''
status\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l color -d 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'Where the stream is a terminal, unless NO_COLOR or CLICOLOR_FORCE say otherwise'
always\t'Also into files and pipes'
never\t'Nowhere'"
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l strict -d 'Take every warning for an error [env: LATTICECTL_STRICT]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l no-tagging-api -d 'Read tags resource by resource, not through the tagging API'
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l ours -d 'Only what this cluster manages, and the service networks and VPC associations around it'
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -l redact -d 'Hide account numbers, addresses and policies: equal ones stay equal'
complete -c latticectl -n "__fish_latticectl_using_subcommand snapshot" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l exclude -d 'Leave out files of folders: a name, or with a slash the end of a path, as a glob; may be given several times' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l context -d 'Context of the kubeconfig; default: its current one' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l kubeconfig -d 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod\'s service account' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -s l -l selector -d 'Take only routes and exports with these labels (as kubectl\'s -l); policies follow their targets, what is referred to is read whole' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l profile -d 'AWS profile [env: AWS_PROFILE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l endpoint-url -d 'One endpoint for all AWS services [env: AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_VPC_LATTICE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l parallelism -d 'Calls under way at once' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l read-rate -d 'Reading calls a second, 0 for no limit [default: 25; no limit on this machine]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l write-rate -d 'Writing calls a second, 0 for no limit [default: 5; no limit on this machine]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l max-attempts -d 'How often a call is tried' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l call-timeout -d 'Seconds that one try of a call may take' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l page-size -d 'Items a page, for testing servers' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l max-deletes -d 'Refuse to delete more than N resources, or than P% of what is ours' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l allow -d 'Deleting is all that is done here: there is nothing to allow beside it' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l wait-timeout -d 'Seconds that a resource may take to become ready, or to be gone' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l poll-interval -d 'Milliseconds between the first two looks at a resource; later ones are further apart' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l max-rounds -d 'How often the account is looked at again where somebody else changes it too' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l account -d 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l region -d 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l cluster-name -d 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l vpc-id -d 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l default-service-network -d 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l service-network-override -d 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -s n -l namespace -d 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l ip-family -d 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]' -r -f -a "ipv4\t'IPv4'
ipv6\t'IPv6'"
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l config -d 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -s o -l output -d 'Output format, and a file for it instead of stdout; may be given several times' -r -f -a "text\t''
json\t''
yaml\t''
ndjson\t''
sarif\t''
junit\t''
markdown\t''
github\t''
dot\t''
mermaid\t''
snapshot\t''
status\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l color -d 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'Where the stream is a terminal, unless NO_COLOR or CLICOLOR_FORCE say otherwise'
always\t'Also into files and pipes'
never\t'Nowhere'"
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l strict -d 'Take every warning for an error [env: LATTICECTL_STRICT]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l cluster -d 'Read the live cluster; PATHs are laid over it: what if they were applied'
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -s A -l all-namespaces -d 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context\'s namespace'
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l no-tagging-api -d 'Read tags resource by resource, not through the tagging API'
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l adopt -d 'Take over resources of that name that carry no owner\'s tag'
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l auto-approve -d 'Do not ask'
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l keep-going -d 'Apply what can be applied where objects have errors, and over the quotas that are known'
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l beside-controller -d 'Go on although a controller is seen running that manages the same resources'
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l default-network -d 'Also delete what only the setting DEFAULT_SERVICE_NETWORK asks for, unless others are in it'
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l keep-networks -d 'Keep every service network'
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -l adopted-networks -d 'Also delete service networks with tags that these manifests do not give'
complete -c latticectl -n "__fish_latticectl_using_subcommand destroy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l listen -d 'Where to listen; port 0 takes a free one' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l state -d 'Keep the state in this file, over restarts, kills and power cuts; one that is there already wins over --live and --seed' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l live -d 'Begin as the account of this snapshot (made by `latticectl snapshot`), under its number and region' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l seed -d 'Begin with the plan of these manifests applied' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l page-size -d 'The most items of a page, whatever a client asks for' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l pace -d 'How long creates, updates and deletes stay in progress: a time, or a number of answers that show it (3polls)' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l drain -d 'How long targets drain, as --pace' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l quota -d 'A limit other than the service\'s default, as in rules-per-listener=100' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l fault -d 'Something that goes wrong on purpose (see below)' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l rate -d 'Calls a second of an operation, and at once; * for every other one. What is over it is throttled' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l latency -d 'Wait before every answer' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l tag-lag -d 'How far the tagging service lags behind: a time, or frozen' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l vpc -d 'A VPC with its address ranges; as soon as there is one, no other VPC exists' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l id-seed -d 'What ids derive from: the same number and calls give the same ids' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l account -d 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l region -d 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l cluster-name -d 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l vpc-id -d 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l default-service-network -d 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l service-network-override -d 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -s n -l namespace -d 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l ip-family -d 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]' -r -f -a "ipv4\t'IPv4'
ipv6\t'IPv6'"
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l config -d 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -s o -l output -d 'Output format, and a file for it instead of stdout; may be given several times' -r -f -a "text\t''
json\t''
yaml\t''
ndjson\t''
sarif\t''
junit\t''
markdown\t''
github\t''
dot\t''
mermaid\t''
snapshot\t''
status\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l color -d 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'Where the stream is a terminal, unless NO_COLOR or CLICOLOR_FORCE say otherwise'
always\t'Also into files and pipes'
never\t'Nowhere'"
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l strict -d 'Take every warning for an error [env: LATTICECTL_STRICT]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l allow-remote -d 'Allow an address other than loopback: everybody who reaches it may do everything, without credentials'
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -l logical-clock -d 'Times count up by a second with every change, instead of following the clock'
complete -c latticectl -n "__fish_latticectl_using_subcommand sandbox" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -l context -d 'Context of the kubeconfig; default: its current one' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -l kubeconfig -d 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod\'s service account' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -s l -l selector -d 'Take only routes and exports with these labels (as kubectl\'s -l); policies follow their targets, what is referred to is read whole' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -l account -d 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -l region -d 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -l cluster-name -d 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -l vpc-id -d 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -l default-service-network -d 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -l service-network-override -d 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -s n -l namespace -d 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -l ip-family -d 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]' -r -f -a "ipv4\t'IPv4'
ipv6\t'IPv6'"
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -l config -d 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -s o -l output -d 'Output format, and a file for it instead of stdout; may be given several times' -r -f -a "text\t''
json\t''
yaml\t''
ndjson\t''
sarif\t''
junit\t''
markdown\t''
github\t''
dot\t''
mermaid\t''
snapshot\t''
status\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -l color -d 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'Where the stream is a terminal, unless NO_COLOR or CLICOLOR_FORCE say otherwise'
always\t'Also into files and pipes'
never\t'Nowhere'"
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -l strict -d 'Take every warning for an error [env: LATTICECTL_STRICT]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -l show-origin -d 'Say for each value where it came from'
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -l cluster -d 'Read the live cluster; PATHs are laid over it: what if they were applied'
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -s A -l all-namespaces -d 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context\'s namespace'
complete -c latticectl -n "__fish_latticectl_using_subcommand config" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c latticectl -n "__fish_latticectl_using_subcommand rbac" -l name -d 'Name of the role' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand rbac" -l service-account -d 'Bind the role to this service account' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand rbac" -l for-namespace -d 'Read this namespace only (may be given several times)' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand rbac" -l account -d 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand rbac" -l region -d 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand rbac" -l cluster-name -d 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand rbac" -l vpc-id -d 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand rbac" -l default-service-network -d 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand rbac" -l service-network-override -d 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand rbac" -s n -l namespace -d 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand rbac" -l ip-family -d 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]' -r -f -a "ipv4\t'IPv4'
ipv6\t'IPv6'"
complete -c latticectl -n "__fish_latticectl_using_subcommand rbac" -l config -d 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand rbac" -s o -l output -d 'Output format, and a file for it instead of stdout; may be given several times' -r -f -a "text\t''
json\t''
yaml\t''
ndjson\t''
sarif\t''
junit\t''
markdown\t''
github\t''
dot\t''
mermaid\t''
snapshot\t''
status\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand rbac" -l color -d 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'Where the stream is a terminal, unless NO_COLOR or CLICOLOR_FORCE say otherwise'
always\t'Also into files and pipes'
never\t'Nowhere'"
complete -c latticectl -n "__fish_latticectl_using_subcommand rbac" -l strict -d 'Take every warning for an error [env: LATTICECTL_STRICT]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand rbac" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c latticectl -n "__fish_latticectl_using_subcommand completions" -l account -d 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand completions" -l region -d 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand completions" -l cluster-name -d 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand completions" -l vpc-id -d 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand completions" -l default-service-network -d 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand completions" -l service-network-override -d 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand completions" -s n -l namespace -d 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand completions" -l ip-family -d 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]' -r -f -a "ipv4\t'IPv4'
ipv6\t'IPv6'"
complete -c latticectl -n "__fish_latticectl_using_subcommand completions" -l config -d 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand completions" -s o -l output -d 'Output format, and a file for it instead of stdout; may be given several times' -r -f -a "text\t''
json\t''
yaml\t''
ndjson\t''
sarif\t''
junit\t''
markdown\t''
github\t''
dot\t''
mermaid\t''
snapshot\t''
status\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand completions" -l color -d 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'Where the stream is a terminal, unless NO_COLOR or CLICOLOR_FORCE say otherwise'
always\t'Also into files and pipes'
never\t'Nowhere'"
complete -c latticectl -n "__fish_latticectl_using_subcommand completions" -l strict -d 'Take every warning for an error [env: LATTICECTL_STRICT]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c latticectl -n "__fish_latticectl_using_subcommand man" -l dir -d 'Write all pages into this folder instead of one to stdout' -r -f -a "(__fish_complete_directories)"
complete -c latticectl -n "__fish_latticectl_using_subcommand man" -l account -d 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand man" -l region -d 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand man" -l cluster-name -d 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand man" -l vpc-id -d 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand man" -l default-service-network -d 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand man" -l service-network-override -d 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand man" -s n -l namespace -d 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]' -r
complete -c latticectl -n "__fish_latticectl_using_subcommand man" -l ip-family -d 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]' -r -f -a "ipv4\t'IPv4'
ipv6\t'IPv6'"
complete -c latticectl -n "__fish_latticectl_using_subcommand man" -l config -d 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]' -r -F
complete -c latticectl -n "__fish_latticectl_using_subcommand man" -s o -l output -d 'Output format, and a file for it instead of stdout; may be given several times' -r -f -a "text\t''
json\t''
yaml\t''
ndjson\t''
sarif\t''
junit\t''
markdown\t''
github\t''
dot\t''
mermaid\t''
snapshot\t''
status\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand man" -l color -d 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]' -r -f -a "auto\t'Where the stream is a terminal, unless NO_COLOR or CLICOLOR_FORCE say otherwise'
always\t'Also into files and pipes'
never\t'Nowhere'"
complete -c latticectl -n "__fish_latticectl_using_subcommand man" -l strict -d 'Take every warning for an error [env: LATTICECTL_STRICT]' -r -f -a "true\t''
false\t''"
complete -c latticectl -n "__fish_latticectl_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c latticectl -n "__fish_latticectl_using_subcommand help; and not __fish_seen_subcommand_from plan lint explain route diff apply drift snapshot destroy sandbox config rbac completions man help" -f -a "plan" -d 'Render the Lattice resources that the manifests stand for, with every finding'
complete -c latticectl -n "__fish_latticectl_using_subcommand help; and not __fish_seen_subcommand_from plan lint explain route diff apply drift snapshot destroy sandbox config rbac completions man help" -f -a "lint" -d 'Report findings only: what the controller or VPC Lattice would refuse, ignore or do otherwise'
complete -c latticectl -n "__fish_latticectl_using_subcommand help; and not __fish_seen_subcommand_from plan lint explain route diff apply drift snapshot destroy sandbox config rbac completions man help" -f -a "explain" -d 'Explain what a finding means, why it is so, and how to fix it'
complete -c latticectl -n "__fish_latticectl_using_subcommand help; and not __fish_seen_subcommand_from plan lint explain route diff apply drift snapshot destroy sandbox config rbac completions man help" -f -a "route" -d 'Tell which listener, rule and target groups a request would meet, and why'
complete -c latticectl -n "__fish_latticectl_using_subcommand help; and not __fish_seen_subcommand_from plan lint explain route diff apply drift snapshot destroy sandbox config rbac completions man help" -f -a "diff" -d 'Compare what the manifests stand for with the account'
complete -c latticectl -n "__fish_latticectl_using_subcommand help; and not __fish_seen_subcommand_from plan lint explain route diff apply drift snapshot destroy sandbox config rbac completions man help" -f -a "apply" -d 'Make the account what the manifests say'
complete -c latticectl -n "__fish_latticectl_using_subcommand help; and not __fish_seen_subcommand_from plan lint explain route diff apply drift snapshot destroy sandbox config rbac completions man help" -f -a "drift" -d 'Tell whether the account has moved away from the manifests'
complete -c latticectl -n "__fish_latticectl_using_subcommand help; and not __fish_seen_subcommand_from plan lint explain route diff apply drift snapshot destroy sandbox config rbac completions man help" -f -a "snapshot" -d 'Write the account\'s VPC Lattice state into a file'
complete -c latticectl -n "__fish_latticectl_using_subcommand help; and not __fish_seen_subcommand_from plan lint explain route diff apply drift snapshot destroy sandbox config rbac completions man help" -f -a "destroy" -d 'Delete what these manifests own, in order'
complete -c latticectl -n "__fish_latticectl_using_subcommand help; and not __fish_seen_subcommand_from plan lint explain route diff apply drift snapshot destroy sandbox config rbac completions man help" -f -a "sandbox" -d 'Run a local stand-in for the VPC Lattice API'
complete -c latticectl -n "__fish_latticectl_using_subcommand help; and not __fish_seen_subcommand_from plan lint explain route diff apply drift snapshot destroy sandbox config rbac completions man help" -f -a "config" -d 'Print the settings in force, and where each came from'
complete -c latticectl -n "__fish_latticectl_using_subcommand help; and not __fish_seen_subcommand_from plan lint explain route diff apply drift snapshot destroy sandbox config rbac completions man help" -f -a "rbac" -d 'Print the ClusterRole with exactly the reads that --cluster needs'
complete -c latticectl -n "__fish_latticectl_using_subcommand help; and not __fish_seen_subcommand_from plan lint explain route diff apply drift snapshot destroy sandbox config rbac completions man help" -f -a "completions" -d 'Write completions for a shell to stdout'
complete -c latticectl -n "__fish_latticectl_using_subcommand help; and not __fish_seen_subcommand_from plan lint explain route diff apply drift snapshot destroy sandbox config rbac completions man help" -f -a "man" -d 'Write manual pages'
complete -c latticectl -n "__fish_latticectl_using_subcommand help; and not __fish_seen_subcommand_from plan lint explain route diff apply drift snapshot destroy sandbox config rbac completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
