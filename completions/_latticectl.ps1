
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'latticectl' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'latticectl'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'latticectl' {
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]')
            [CompletionResult]::new('--cluster-name', '--cluster-name', [CompletionResultType]::ParameterName, 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]')
            [CompletionResult]::new('--vpc-id', '--vpc-id', [CompletionResultType]::ParameterName, 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]')
            [CompletionResult]::new('--default-service-network', '--default-service-network', [CompletionResultType]::ParameterName, 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]')
            [CompletionResult]::new('--service-network-override', '--service-network-override', [CompletionResultType]::ParameterName, 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--ip-family', '--ip-family', [CompletionResultType]::ParameterName, 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Take every warning for an error [env: LATTICECTL_STRICT]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Render the Lattice resources that the manifests stand for, with every finding')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Report findings only: what the controller or VPC Lattice would refuse, ignore or do otherwise')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain what a finding means, why it is so, and how to fix it')
            [CompletionResult]::new('route', 'route', [CompletionResultType]::ParameterValue, 'Tell which listener, rule and target groups a request would meet, and why')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare what the manifests stand for with the account')
            [CompletionResult]::new('apply', 'apply', [CompletionResultType]::ParameterValue, 'Make the account what the manifests say')
            [CompletionResult]::new('drift', 'drift', [CompletionResultType]::ParameterValue, 'Tell whether the account has moved away from the manifests')
            [CompletionResult]::new('snapshot', 'snapshot', [CompletionResultType]::ParameterValue, 'Write the account''s VPC Lattice state into a file')
            [CompletionResult]::new('destroy', 'destroy', [CompletionResultType]::ParameterValue, 'Delete what these manifests own, in order')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Run a local stand-in for the VPC Lattice API')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Print the settings in force, and where each came from')
            [CompletionResult]::new('rbac', 'rbac', [CompletionResultType]::ParameterValue, 'Print the ClusterRole with exactly the reads that --cluster needs')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Write completions for a shell to stdout')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write manual pages')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'latticectl;plan' {
            [CompletionResult]::new('--live', '--live', [CompletionResultType]::ParameterName, 'Plan as in the account of this snapshot (made by `latticectl snapshot`)')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Keep the plan in this file, for `latticectl apply FILE`')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out files of folders: a name, or with a slash the end of a path, as a glob; may be given several times')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig; default: its current one')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod''s service account')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Take only routes and exports with these labels (as kubectl''s -l); policies follow their targets, what is referred to is read whole')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Take only routes and exports with these labels (as kubectl''s -l); policies follow their targets, what is referred to is read whole')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]')
            [CompletionResult]::new('--cluster-name', '--cluster-name', [CompletionResultType]::ParameterName, 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]')
            [CompletionResult]::new('--vpc-id', '--vpc-id', [CompletionResultType]::ParameterName, 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]')
            [CompletionResult]::new('--default-service-network', '--default-service-network', [CompletionResultType]::ParameterName, 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]')
            [CompletionResult]::new('--service-network-override', '--service-network-override', [CompletionResultType]::ParameterName, 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--ip-family', '--ip-family', [CompletionResultType]::ParameterName, 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Take every warning for an error [env: LATTICECTL_STRICT]')
            [CompletionResult]::new('--detailed-exitcode', '--detailed-exitcode', [CompletionResultType]::ParameterName, 'Exit with 2 where the plan has anything to create or change')
            [CompletionResult]::new('--cluster', '--cluster', [CompletionResultType]::ParameterName, 'Read the live cluster; PATHs are laid over it: what if they were applied')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'latticectl;lint' {
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out files of folders: a name, or with a slash the end of a path, as a glob; may be given several times')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig; default: its current one')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod''s service account')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Take only routes and exports with these labels (as kubectl''s -l); policies follow their targets, what is referred to is read whole')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Take only routes and exports with these labels (as kubectl''s -l); policies follow their targets, what is referred to is read whole')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]')
            [CompletionResult]::new('--cluster-name', '--cluster-name', [CompletionResultType]::ParameterName, 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]')
            [CompletionResult]::new('--vpc-id', '--vpc-id', [CompletionResultType]::ParameterName, 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]')
            [CompletionResult]::new('--default-service-network', '--default-service-network', [CompletionResultType]::ParameterName, 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]')
            [CompletionResult]::new('--service-network-override', '--service-network-override', [CompletionResultType]::ParameterName, 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--ip-family', '--ip-family', [CompletionResultType]::ParameterName, 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Take every warning for an error [env: LATTICECTL_STRICT]')
            [CompletionResult]::new('--cluster', '--cluster', [CompletionResultType]::ParameterName, 'Read the live cluster; PATHs are laid over it: what if they were applied')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'latticectl;explain' {
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]')
            [CompletionResult]::new('--cluster-name', '--cluster-name', [CompletionResultType]::ParameterName, 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]')
            [CompletionResult]::new('--vpc-id', '--vpc-id', [CompletionResultType]::ParameterName, 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]')
            [CompletionResult]::new('--default-service-network', '--default-service-network', [CompletionResultType]::ParameterName, 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]')
            [CompletionResult]::new('--service-network-override', '--service-network-override', [CompletionResultType]::ParameterName, 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--ip-family', '--ip-family', [CompletionResultType]::ParameterName, 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Take every warning for an error [env: LATTICECTL_STRICT]')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'List every code')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'latticectl;route' {
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'A header; may be given several times')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header; may be given several times')
            [CompletionResult]::new('--live', '--live', [CompletionResultType]::ParameterName, 'Ask in the account of this snapshot')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out files of folders: a name, or with a slash the end of a path, as a glob; may be given several times')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig; default: its current one')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod''s service account')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Take only routes and exports with these labels (as kubectl''s -l); policies follow their targets, what is referred to is read whole')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Take only routes and exports with these labels (as kubectl''s -l); policies follow their targets, what is referred to is read whole')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]')
            [CompletionResult]::new('--cluster-name', '--cluster-name', [CompletionResultType]::ParameterName, 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]')
            [CompletionResult]::new('--vpc-id', '--vpc-id', [CompletionResultType]::ParameterName, 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]')
            [CompletionResult]::new('--default-service-network', '--default-service-network', [CompletionResultType]::ParameterName, 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]')
            [CompletionResult]::new('--service-network-override', '--service-network-override', [CompletionResultType]::ParameterName, 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--ip-family', '--ip-family', [CompletionResultType]::ParameterName, 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Take every warning for an error [env: LATTICECTL_STRICT]')
            [CompletionResult]::new('--cluster', '--cluster', [CompletionResultType]::ParameterName, 'Read the live cluster; PATHs are laid over it: what if they were applied')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'latticectl;diff' {
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out files of folders: a name, or with a slash the end of a path, as a glob; may be given several times')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig; default: its current one')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod''s service account')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Take only routes and exports with these labels (as kubectl''s -l); policies follow their targets, what is referred to is read whole')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Take only routes and exports with these labels (as kubectl''s -l); policies follow their targets, what is referred to is read whole')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'AWS profile [env: AWS_PROFILE]')
            [CompletionResult]::new('--endpoint-url', '--endpoint-url', [CompletionResultType]::ParameterName, 'One endpoint for all AWS services [env: AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_VPC_LATTICE]')
            [CompletionResult]::new('--parallelism', '--parallelism', [CompletionResultType]::ParameterName, 'Calls under way at once')
            [CompletionResult]::new('--read-rate', '--read-rate', [CompletionResultType]::ParameterName, 'Reading calls a second, 0 for no limit [default: 25; no limit on this machine]')
            [CompletionResult]::new('--write-rate', '--write-rate', [CompletionResultType]::ParameterName, 'Writing calls a second, 0 for no limit [default: 5; no limit on this machine]')
            [CompletionResult]::new('--max-attempts', '--max-attempts', [CompletionResultType]::ParameterName, 'How often a call is tried')
            [CompletionResult]::new('--call-timeout', '--call-timeout', [CompletionResultType]::ParameterName, 'Seconds that one try of a call may take')
            [CompletionResult]::new('--page-size', '--page-size', [CompletionResultType]::ParameterName, 'Items a page, for testing servers')
            [CompletionResult]::new('--live', '--live', [CompletionResultType]::ParameterName, 'A snapshot (made by `latticectl snapshot`) in the account''s place')
            [CompletionResult]::new('--base', '--base', [CompletionResultType]::ParameterName, 'Compare with these manifests in place of an account; may be given several times')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Keep the change in a file that `apply` takes')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]')
            [CompletionResult]::new('--cluster-name', '--cluster-name', [CompletionResultType]::ParameterName, 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]')
            [CompletionResult]::new('--vpc-id', '--vpc-id', [CompletionResultType]::ParameterName, 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]')
            [CompletionResult]::new('--default-service-network', '--default-service-network', [CompletionResultType]::ParameterName, 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]')
            [CompletionResult]::new('--service-network-override', '--service-network-override', [CompletionResultType]::ParameterName, 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--ip-family', '--ip-family', [CompletionResultType]::ParameterName, 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Take every warning for an error [env: LATTICECTL_STRICT]')
            [CompletionResult]::new('--cluster', '--cluster', [CompletionResultType]::ParameterName, 'Read the live cluster; PATHs are laid over it: what if they were applied')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace')
            [CompletionResult]::new('--no-tagging-api', '--no-tagging-api', [CompletionResultType]::ParameterName, 'Read tags resource by resource, not through the tagging API')
            [CompletionResult]::new('--prune', '--prune', [CompletionResultType]::ParameterName, 'Also delete what is ours and in no manifest')
            [CompletionResult]::new('--prune-beside-errors', '--prune-beside-errors', [CompletionResultType]::ParameterName, 'Do so although objects of the input are broken, and what they stand for may be among it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'latticectl;apply' {
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out files of folders: a name, or with a slash the end of a path, as a glob; may be given several times')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig; default: its current one')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod''s service account')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Take only routes and exports with these labels (as kubectl''s -l); policies follow their targets, what is referred to is read whole')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Take only routes and exports with these labels (as kubectl''s -l); policies follow their targets, what is referred to is read whole')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'AWS profile [env: AWS_PROFILE]')
            [CompletionResult]::new('--endpoint-url', '--endpoint-url', [CompletionResultType]::ParameterName, 'One endpoint for all AWS services [env: AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_VPC_LATTICE]')
            [CompletionResult]::new('--parallelism', '--parallelism', [CompletionResultType]::ParameterName, 'Calls under way at once')
            [CompletionResult]::new('--read-rate', '--read-rate', [CompletionResultType]::ParameterName, 'Reading calls a second, 0 for no limit [default: 25; no limit on this machine]')
            [CompletionResult]::new('--write-rate', '--write-rate', [CompletionResultType]::ParameterName, 'Writing calls a second, 0 for no limit [default: 5; no limit on this machine]')
            [CompletionResult]::new('--max-attempts', '--max-attempts', [CompletionResultType]::ParameterName, 'How often a call is tried')
            [CompletionResult]::new('--call-timeout', '--call-timeout', [CompletionResultType]::ParameterName, 'Seconds that one try of a call may take')
            [CompletionResult]::new('--page-size', '--page-size', [CompletionResultType]::ParameterName, 'Items a page, for testing servers')
            [CompletionResult]::new('--allow', '--allow', [CompletionResultType]::ParameterName, 'Classes of change to allow beside create and update, or all')
            [CompletionResult]::new('--max-deletes', '--max-deletes', [CompletionResultType]::ParameterName, 'Refuse to delete more than N resources, or than P% of what is ours')
            [CompletionResult]::new('--foreign-network', '--foreign-network', [CompletionResultType]::ParameterName, 'Put auth policies on this service network although it belongs to another owner; once a network')
            [CompletionResult]::new('--wait-timeout', '--wait-timeout', [CompletionResultType]::ParameterName, 'Seconds that a resource may take to become ready, or to be gone')
            [CompletionResult]::new('--poll-interval', '--poll-interval', [CompletionResultType]::ParameterName, 'Milliseconds between the first two looks at a resource; later ones are further apart')
            [CompletionResult]::new('--max-rounds', '--max-rounds', [CompletionResultType]::ParameterName, 'How often the account is looked at again where somebody else changes it too')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]')
            [CompletionResult]::new('--cluster-name', '--cluster-name', [CompletionResultType]::ParameterName, 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]')
            [CompletionResult]::new('--vpc-id', '--vpc-id', [CompletionResultType]::ParameterName, 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]')
            [CompletionResult]::new('--default-service-network', '--default-service-network', [CompletionResultType]::ParameterName, 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]')
            [CompletionResult]::new('--service-network-override', '--service-network-override', [CompletionResultType]::ParameterName, 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--ip-family', '--ip-family', [CompletionResultType]::ParameterName, 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Take every warning for an error [env: LATTICECTL_STRICT]')
            [CompletionResult]::new('--cluster', '--cluster', [CompletionResultType]::ParameterName, 'Read the live cluster; PATHs are laid over it: what if they were applied')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace')
            [CompletionResult]::new('--no-tagging-api', '--no-tagging-api', [CompletionResultType]::ParameterName, 'Read tags resource by resource, not through the tagging API')
            [CompletionResult]::new('--adopt', '--adopt', [CompletionResultType]::ParameterName, 'Take over resources of that name that carry no owner''s tag')
            [CompletionResult]::new('--auto-approve', '--auto-approve', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--keep-going', '--keep-going', [CompletionResultType]::ParameterName, 'Apply what can be applied where objects have errors, and over the quotas that are known')
            [CompletionResult]::new('--beside-controller', '--beside-controller', [CompletionResultType]::ParameterName, 'Go on although a controller is seen running that manages the same resources')
            [CompletionResult]::new('--prune', '--prune', [CompletionResultType]::ParameterName, 'Also delete what is ours and in no manifest')
            [CompletionResult]::new('--prune-beside-errors', '--prune-beside-errors', [CompletionResultType]::ParameterName, 'Do so although objects of the input are broken, and what they stand for may be among it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'latticectl;drift' {
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out files of folders: a name, or with a slash the end of a path, as a glob; may be given several times')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig; default: its current one')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod''s service account')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Take only routes and exports with these labels (as kubectl''s -l); policies follow their targets, what is referred to is read whole')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Take only routes and exports with these labels (as kubectl''s -l); policies follow their targets, what is referred to is read whole')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'AWS profile [env: AWS_PROFILE]')
            [CompletionResult]::new('--endpoint-url', '--endpoint-url', [CompletionResultType]::ParameterName, 'One endpoint for all AWS services [env: AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_VPC_LATTICE]')
            [CompletionResult]::new('--parallelism', '--parallelism', [CompletionResultType]::ParameterName, 'Calls under way at once')
            [CompletionResult]::new('--read-rate', '--read-rate', [CompletionResultType]::ParameterName, 'Reading calls a second, 0 for no limit [default: 25; no limit on this machine]')
            [CompletionResult]::new('--write-rate', '--write-rate', [CompletionResultType]::ParameterName, 'Writing calls a second, 0 for no limit [default: 5; no limit on this machine]')
            [CompletionResult]::new('--max-attempts', '--max-attempts', [CompletionResultType]::ParameterName, 'How often a call is tried')
            [CompletionResult]::new('--call-timeout', '--call-timeout', [CompletionResultType]::ParameterName, 'Seconds that one try of a call may take')
            [CompletionResult]::new('--page-size', '--page-size', [CompletionResultType]::ParameterName, 'Items a page, for testing servers')
            [CompletionResult]::new('--live', '--live', [CompletionResultType]::ParameterName, 'A snapshot (made by `latticectl snapshot`) in the account''s place')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'A plan file (`plan --out`, `diff --out`) in place of manifests')
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'The account as it was after the last apply (made by `latticectl snapshot`)')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'Classes that end the run with 2; `all`, `none`, or any of those below')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Leave out RESOURCE or RESOURCE#FIELD (labels or ARNs and paths, as globs); may be given several times')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Accepted drift, each entry with its reason (YAML: `ignore:`, a list of resource, field, class, reason)')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Look again each so often (30s, 5m, 1h), and report when something is different')
            [CompletionResult]::new('--rounds', '--rounds', [CompletionResultType]::ParameterName, 'With --watch: stop after so many looks')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]')
            [CompletionResult]::new('--cluster-name', '--cluster-name', [CompletionResultType]::ParameterName, 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]')
            [CompletionResult]::new('--vpc-id', '--vpc-id', [CompletionResultType]::ParameterName, 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]')
            [CompletionResult]::new('--default-service-network', '--default-service-network', [CompletionResultType]::ParameterName, 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]')
            [CompletionResult]::new('--service-network-override', '--service-network-override', [CompletionResultType]::ParameterName, 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--ip-family', '--ip-family', [CompletionResultType]::ParameterName, 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Take every warning for an error [env: LATTICECTL_STRICT]')
            [CompletionResult]::new('--cluster', '--cluster', [CompletionResultType]::ParameterName, 'Read the live cluster; PATHs are laid over it: what if they were applied')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace')
            [CompletionResult]::new('--no-tagging-api', '--no-tagging-api', [CompletionResultType]::ParameterName, 'Read tags resource by resource, not through the tagging API')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'latticectl;snapshot' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'AWS profile [env: AWS_PROFILE]')
            [CompletionResult]::new('--endpoint-url', '--endpoint-url', [CompletionResultType]::ParameterName, 'One endpoint for all AWS services [env: AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_VPC_LATTICE]')
            [CompletionResult]::new('--parallelism', '--parallelism', [CompletionResultType]::ParameterName, 'Calls under way at once')
            [CompletionResult]::new('--read-rate', '--read-rate', [CompletionResultType]::ParameterName, 'Reading calls a second, 0 for no limit [default: 25; no limit on this machine]')
            [CompletionResult]::new('--write-rate', '--write-rate', [CompletionResultType]::ParameterName, 'Writing calls a second, 0 for no limit [default: 5; no limit on this machine]')
            [CompletionResult]::new('--max-attempts', '--max-attempts', [CompletionResultType]::ParameterName, 'How often a call is tried')
            [CompletionResult]::new('--call-timeout', '--call-timeout', [CompletionResultType]::ParameterName, 'Seconds that one try of a call may take')
            [CompletionResult]::new('--page-size', '--page-size', [CompletionResultType]::ParameterName, 'Items a page, for testing servers')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]')
            [CompletionResult]::new('--cluster-name', '--cluster-name', [CompletionResultType]::ParameterName, 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]')
            [CompletionResult]::new('--vpc-id', '--vpc-id', [CompletionResultType]::ParameterName, 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]')
            [CompletionResult]::new('--default-service-network', '--default-service-network', [CompletionResultType]::ParameterName, 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]')
            [CompletionResult]::new('--service-network-override', '--service-network-override', [CompletionResultType]::ParameterName, 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--ip-family', '--ip-family', [CompletionResultType]::ParameterName, 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Take every warning for an error [env: LATTICECTL_STRICT]')
            [CompletionResult]::new('--no-tagging-api', '--no-tagging-api', [CompletionResultType]::ParameterName, 'Read tags resource by resource, not through the tagging API')
            [CompletionResult]::new('--ours', '--ours', [CompletionResultType]::ParameterName, 'Only what this cluster manages, and the service networks and VPC associations around it')
            [CompletionResult]::new('--redact', '--redact', [CompletionResultType]::ParameterName, 'Hide account numbers, addresses and policies: equal ones stay equal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'latticectl;destroy' {
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out files of folders: a name, or with a slash the end of a path, as a glob; may be given several times')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig; default: its current one')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod''s service account')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Take only routes and exports with these labels (as kubectl''s -l); policies follow their targets, what is referred to is read whole')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Take only routes and exports with these labels (as kubectl''s -l); policies follow their targets, what is referred to is read whole')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'AWS profile [env: AWS_PROFILE]')
            [CompletionResult]::new('--endpoint-url', '--endpoint-url', [CompletionResultType]::ParameterName, 'One endpoint for all AWS services [env: AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_VPC_LATTICE]')
            [CompletionResult]::new('--parallelism', '--parallelism', [CompletionResultType]::ParameterName, 'Calls under way at once')
            [CompletionResult]::new('--read-rate', '--read-rate', [CompletionResultType]::ParameterName, 'Reading calls a second, 0 for no limit [default: 25; no limit on this machine]')
            [CompletionResult]::new('--write-rate', '--write-rate', [CompletionResultType]::ParameterName, 'Writing calls a second, 0 for no limit [default: 5; no limit on this machine]')
            [CompletionResult]::new('--max-attempts', '--max-attempts', [CompletionResultType]::ParameterName, 'How often a call is tried')
            [CompletionResult]::new('--call-timeout', '--call-timeout', [CompletionResultType]::ParameterName, 'Seconds that one try of a call may take')
            [CompletionResult]::new('--page-size', '--page-size', [CompletionResultType]::ParameterName, 'Items a page, for testing servers')
            [CompletionResult]::new('--max-deletes', '--max-deletes', [CompletionResultType]::ParameterName, 'Refuse to delete more than N resources, or than P% of what is ours')
            [CompletionResult]::new('--allow', '--allow', [CompletionResultType]::ParameterName, 'Deleting is all that is done here: there is nothing to allow beside it')
            [CompletionResult]::new('--wait-timeout', '--wait-timeout', [CompletionResultType]::ParameterName, 'Seconds that a resource may take to become ready, or to be gone')
            [CompletionResult]::new('--poll-interval', '--poll-interval', [CompletionResultType]::ParameterName, 'Milliseconds between the first two looks at a resource; later ones are further apart')
            [CompletionResult]::new('--max-rounds', '--max-rounds', [CompletionResultType]::ParameterName, 'How often the account is looked at again where somebody else changes it too')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]')
            [CompletionResult]::new('--cluster-name', '--cluster-name', [CompletionResultType]::ParameterName, 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]')
            [CompletionResult]::new('--vpc-id', '--vpc-id', [CompletionResultType]::ParameterName, 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]')
            [CompletionResult]::new('--default-service-network', '--default-service-network', [CompletionResultType]::ParameterName, 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]')
            [CompletionResult]::new('--service-network-override', '--service-network-override', [CompletionResultType]::ParameterName, 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--ip-family', '--ip-family', [CompletionResultType]::ParameterName, 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Take every warning for an error [env: LATTICECTL_STRICT]')
            [CompletionResult]::new('--cluster', '--cluster', [CompletionResultType]::ParameterName, 'Read the live cluster; PATHs are laid over it: what if they were applied')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace')
            [CompletionResult]::new('--no-tagging-api', '--no-tagging-api', [CompletionResultType]::ParameterName, 'Read tags resource by resource, not through the tagging API')
            [CompletionResult]::new('--adopt', '--adopt', [CompletionResultType]::ParameterName, 'Take over resources of that name that carry no owner''s tag')
            [CompletionResult]::new('--auto-approve', '--auto-approve', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--keep-going', '--keep-going', [CompletionResultType]::ParameterName, 'Apply what can be applied where objects have errors, and over the quotas that are known')
            [CompletionResult]::new('--beside-controller', '--beside-controller', [CompletionResultType]::ParameterName, 'Go on although a controller is seen running that manages the same resources')
            [CompletionResult]::new('--default-network', '--default-network', [CompletionResultType]::ParameterName, 'Also delete what only the setting DEFAULT_SERVICE_NETWORK asks for, unless others are in it')
            [CompletionResult]::new('--keep-networks', '--keep-networks', [CompletionResultType]::ParameterName, 'Keep every service network')
            [CompletionResult]::new('--adopted-networks', '--adopted-networks', [CompletionResultType]::ParameterName, 'Also delete service networks with tags that these manifests do not give')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'latticectl;sandbox' {
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'Where to listen; port 0 takes a free one')
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'Keep the state in this file, over restarts, kills and power cuts; one that is there already wins over --live and --seed')
            [CompletionResult]::new('--live', '--live', [CompletionResultType]::ParameterName, 'Begin as the account of this snapshot (made by `latticectl snapshot`), under its number and region')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Begin with the plan of these manifests applied')
            [CompletionResult]::new('--page-size', '--page-size', [CompletionResultType]::ParameterName, 'The most items of a page, whatever a client asks for')
            [CompletionResult]::new('--pace', '--pace', [CompletionResultType]::ParameterName, 'How long creates, updates and deletes stay in progress: a time, or a number of answers that show it (3polls)')
            [CompletionResult]::new('--drain', '--drain', [CompletionResultType]::ParameterName, 'How long targets drain, as --pace')
            [CompletionResult]::new('--quota', '--quota', [CompletionResultType]::ParameterName, 'A limit other than the service''s default, as in rules-per-listener=100')
            [CompletionResult]::new('--fault', '--fault', [CompletionResultType]::ParameterName, 'Something that goes wrong on purpose (see below)')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'Calls a second of an operation, and at once; * for every other one. What is over it is throttled')
            [CompletionResult]::new('--latency', '--latency', [CompletionResultType]::ParameterName, 'Wait before every answer')
            [CompletionResult]::new('--tag-lag', '--tag-lag', [CompletionResultType]::ParameterName, 'How far the tagging service lags behind: a time, or frozen')
            [CompletionResult]::new('--vpc', '--vpc', [CompletionResultType]::ParameterName, 'A VPC with its address ranges; as soon as there is one, no other VPC exists')
            [CompletionResult]::new('--id-seed', '--id-seed', [CompletionResultType]::ParameterName, 'What ids derive from: the same number and calls give the same ids')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]')
            [CompletionResult]::new('--cluster-name', '--cluster-name', [CompletionResultType]::ParameterName, 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]')
            [CompletionResult]::new('--vpc-id', '--vpc-id', [CompletionResultType]::ParameterName, 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]')
            [CompletionResult]::new('--default-service-network', '--default-service-network', [CompletionResultType]::ParameterName, 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]')
            [CompletionResult]::new('--service-network-override', '--service-network-override', [CompletionResultType]::ParameterName, 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--ip-family', '--ip-family', [CompletionResultType]::ParameterName, 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Take every warning for an error [env: LATTICECTL_STRICT]')
            [CompletionResult]::new('--allow-remote', '--allow-remote', [CompletionResultType]::ParameterName, 'Allow an address other than loopback: everybody who reaches it may do everything, without credentials')
            [CompletionResult]::new('--logical-clock', '--logical-clock', [CompletionResultType]::ParameterName, 'Times count up by a second with every change, instead of following the clock')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'latticectl;config' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context of the kubeconfig; default: its current one')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod''s service account')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Take only routes and exports with these labels (as kubectl''s -l); policies follow their targets, what is referred to is read whole')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Take only routes and exports with these labels (as kubectl''s -l); policies follow their targets, what is referred to is read whole')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]')
            [CompletionResult]::new('--cluster-name', '--cluster-name', [CompletionResultType]::ParameterName, 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]')
            [CompletionResult]::new('--vpc-id', '--vpc-id', [CompletionResultType]::ParameterName, 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]')
            [CompletionResult]::new('--default-service-network', '--default-service-network', [CompletionResultType]::ParameterName, 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]')
            [CompletionResult]::new('--service-network-override', '--service-network-override', [CompletionResultType]::ParameterName, 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--ip-family', '--ip-family', [CompletionResultType]::ParameterName, 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Take every warning for an error [env: LATTICECTL_STRICT]')
            [CompletionResult]::new('--show-origin', '--show-origin', [CompletionResultType]::ParameterName, 'Say for each value where it came from')
            [CompletionResult]::new('--cluster', '--cluster', [CompletionResultType]::ParameterName, 'Read the live cluster; PATHs are laid over it: what if they were applied')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'latticectl;rbac' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the role')
            [CompletionResult]::new('--service-account', '--service-account', [CompletionResultType]::ParameterName, 'Bind the role to this service account')
            [CompletionResult]::new('--for-namespace', '--for-namespace', [CompletionResultType]::ParameterName, 'Read this namespace only (may be given several times)')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]')
            [CompletionResult]::new('--cluster-name', '--cluster-name', [CompletionResultType]::ParameterName, 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]')
            [CompletionResult]::new('--vpc-id', '--vpc-id', [CompletionResultType]::ParameterName, 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]')
            [CompletionResult]::new('--default-service-network', '--default-service-network', [CompletionResultType]::ParameterName, 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]')
            [CompletionResult]::new('--service-network-override', '--service-network-override', [CompletionResultType]::ParameterName, 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--ip-family', '--ip-family', [CompletionResultType]::ParameterName, 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Take every warning for an error [env: LATTICECTL_STRICT]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'latticectl;completions' {
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]')
            [CompletionResult]::new('--cluster-name', '--cluster-name', [CompletionResultType]::ParameterName, 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]')
            [CompletionResult]::new('--vpc-id', '--vpc-id', [CompletionResultType]::ParameterName, 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]')
            [CompletionResult]::new('--default-service-network', '--default-service-network', [CompletionResultType]::ParameterName, 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]')
            [CompletionResult]::new('--service-network-override', '--service-network-override', [CompletionResultType]::ParameterName, 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--ip-family', '--ip-family', [CompletionResultType]::ParameterName, 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Take every warning for an error [env: LATTICECTL_STRICT]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'latticectl;man' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Write all pages into this folder instead of one to stdout')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION, AWS_DEFAULT_REGION]')
            [CompletionResult]::new('--cluster-name', '--cluster-name', [CompletionResultType]::ParameterName, 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]')
            [CompletionResult]::new('--vpc-id', '--vpc-id', [CompletionResultType]::ParameterName, 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]')
            [CompletionResult]::new('--default-service-network', '--default-service-network', [CompletionResultType]::ParameterName, 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]')
            [CompletionResult]::new('--service-network-override', '--service-network-override', [CompletionResultType]::ParameterName, 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]')
            [CompletionResult]::new('--ip-family', '--ip-family', [CompletionResultType]::ParameterName, 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format, and a file for it instead of stdout; may be given several times')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Take every warning for an error [env: LATTICECTL_STRICT]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'latticectl;help' {
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Render the Lattice resources that the manifests stand for, with every finding')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Report findings only: what the controller or VPC Lattice would refuse, ignore or do otherwise')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain what a finding means, why it is so, and how to fix it')
            [CompletionResult]::new('route', 'route', [CompletionResultType]::ParameterValue, 'Tell which listener, rule and target groups a request would meet, and why')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare what the manifests stand for with the account')
            [CompletionResult]::new('apply', 'apply', [CompletionResultType]::ParameterValue, 'Make the account what the manifests say')
            [CompletionResult]::new('drift', 'drift', [CompletionResultType]::ParameterValue, 'Tell whether the account has moved away from the manifests')
            [CompletionResult]::new('snapshot', 'snapshot', [CompletionResultType]::ParameterValue, 'Write the account''s VPC Lattice state into a file')
            [CompletionResult]::new('destroy', 'destroy', [CompletionResultType]::ParameterValue, 'Delete what these manifests own, in order')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Run a local stand-in for the VPC Lattice API')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Print the settings in force, and where each came from')
            [CompletionResult]::new('rbac', 'rbac', [CompletionResultType]::ParameterValue, 'Print the ClusterRole with exactly the reads that --cluster needs')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Write completions for a shell to stdout')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write manual pages')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'latticectl;help;plan' {
            break
        }
        'latticectl;help;lint' {
            break
        }
        'latticectl;help;explain' {
            break
        }
        'latticectl;help;route' {
            break
        }
        'latticectl;help;diff' {
            break
        }
        'latticectl;help;apply' {
            break
        }
        'latticectl;help;drift' {
            break
        }
        'latticectl;help;snapshot' {
            break
        }
        'latticectl;help;destroy' {
            break
        }
        'latticectl;help;sandbox' {
            break
        }
        'latticectl;help;config' {
            break
        }
        'latticectl;help;rbac' {
            break
        }
        'latticectl;help;completions' {
            break
        }
        'latticectl;help;man' {
            break
        }
        'latticectl;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
