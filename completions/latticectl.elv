
use builtin;
use str;

set edit:completion:arg-completer[latticectl] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'latticectl'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'latticectl'= {
            cand --account 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]'
            cand --region 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION]'
            cand --cluster-name 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]'
            cand --vpc-id 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]'
            cand --default-service-network 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]'
            cand --service-network-override 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]'
            cand -n 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --namespace 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --ip-family 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]'
            cand --config 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]'
            cand -o 'Output format, and a file for it instead of stdout; may be given several times'
            cand --output 'Output format, and a file for it instead of stdout; may be given several times'
            cand --color 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]'
            cand --strict 'Take every warning for an error [env: LATTICECTL_STRICT]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand plan 'Render the Lattice resources that the manifests stand for, with every finding'
            cand lint 'Report findings only: what the controller or VPC Lattice would refuse, ignore or do otherwise'
            cand explain 'Explain what a finding means, why it is so, and how to fix it'
            cand route 'Tell which listener, rule and target groups a request would meet, and why'
            cand diff 'Compare the plan with the account'
            cand apply 'Make the account what the manifests say'
            cand drift 'Tell whether the account has moved away from the manifests'
            cand snapshot 'Write the account''s VPC Lattice state into a file'
            cand destroy 'Delete what these manifests own, in order'
            cand sandbox 'Run a local stand-in for the VPC Lattice API'
            cand config 'Print the settings in force, and where each came from'
            cand rbac 'Print the ClusterRole that reading a cluster needs'
            cand completions 'Write completions for a shell to stdout'
            cand man 'Write manual pages'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'latticectl;plan'= {
            cand --context 'Context of the kubeconfig; default: its current one'
            cand --kubeconfig 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod''s service account'
            cand -l 'Take only routes, exports and policies with these labels (as kubectl''s -l); what they refer to is read whole'
            cand --selector 'Take only routes, exports and policies with these labels (as kubectl''s -l); what they refer to is read whole'
            cand --live 'Plan as in the account of this snapshot (made by `latticectl snapshot`)'
            cand --out 'Keep the plan in this file, for `latticectl apply FILE`'
            cand --account 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]'
            cand --region 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION]'
            cand --cluster-name 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]'
            cand --vpc-id 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]'
            cand --default-service-network 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]'
            cand --service-network-override 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]'
            cand -n 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --namespace 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --ip-family 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]'
            cand --config 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]'
            cand -o 'Output format, and a file for it instead of stdout; may be given several times'
            cand --output 'Output format, and a file for it instead of stdout; may be given several times'
            cand --color 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]'
            cand --strict 'Take every warning for an error [env: LATTICECTL_STRICT]'
            cand --cluster 'Read the live cluster; PATHs are laid over it: what if they were applied'
            cand -A 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace'
            cand --all-namespaces 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace'
            cand --detailed-exitcode 'Exit with 2 where the plan has anything to create or change'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'latticectl;lint'= {
            cand --context 'Context of the kubeconfig; default: its current one'
            cand --kubeconfig 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod''s service account'
            cand -l 'Take only routes, exports and policies with these labels (as kubectl''s -l); what they refer to is read whole'
            cand --selector 'Take only routes, exports and policies with these labels (as kubectl''s -l); what they refer to is read whole'
            cand --account 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]'
            cand --region 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION]'
            cand --cluster-name 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]'
            cand --vpc-id 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]'
            cand --default-service-network 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]'
            cand --service-network-override 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]'
            cand -n 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --namespace 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --ip-family 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]'
            cand --config 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]'
            cand -o 'Output format, and a file for it instead of stdout; may be given several times'
            cand --output 'Output format, and a file for it instead of stdout; may be given several times'
            cand --color 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]'
            cand --strict 'Take every warning for an error [env: LATTICECTL_STRICT]'
            cand --cluster 'Read the live cluster; PATHs are laid over it: what if they were applied'
            cand -A 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace'
            cand --all-namespaces 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'latticectl;explain'= {
            cand --account 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]'
            cand --region 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION]'
            cand --cluster-name 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]'
            cand --vpc-id 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]'
            cand --default-service-network 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]'
            cand --service-network-override 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]'
            cand -n 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --namespace 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --ip-family 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]'
            cand --config 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]'
            cand -o 'Output format, and a file for it instead of stdout; may be given several times'
            cand --output 'Output format, and a file for it instead of stdout; may be given several times'
            cand --color 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]'
            cand --strict 'Take every warning for an error [env: LATTICECTL_STRICT]'
            cand --list 'List every code'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'latticectl;route'= {
            cand -H 'A header; may be given several times'
            cand --header 'A header; may be given several times'
            cand --live 'Ask in the account of this snapshot'
            cand --context 'Context of the kubeconfig; default: its current one'
            cand --kubeconfig 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod''s service account'
            cand -l 'Take only routes, exports and policies with these labels (as kubectl''s -l); what they refer to is read whole'
            cand --selector 'Take only routes, exports and policies with these labels (as kubectl''s -l); what they refer to is read whole'
            cand --account 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]'
            cand --region 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION]'
            cand --cluster-name 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]'
            cand --vpc-id 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]'
            cand --default-service-network 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]'
            cand --service-network-override 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]'
            cand -n 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --namespace 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --ip-family 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]'
            cand --config 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]'
            cand -o 'Output format, and a file for it instead of stdout; may be given several times'
            cand --output 'Output format, and a file for it instead of stdout; may be given several times'
            cand --color 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]'
            cand --strict 'Take every warning for an error [env: LATTICECTL_STRICT]'
            cand --cluster 'Read the live cluster; PATHs are laid over it: what if they were applied'
            cand -A 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace'
            cand --all-namespaces 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'latticectl;diff'= {
            cand --account 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]'
            cand --region 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION]'
            cand --cluster-name 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]'
            cand --vpc-id 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]'
            cand --default-service-network 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]'
            cand --service-network-override 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]'
            cand -n 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --namespace 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --ip-family 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]'
            cand --config 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]'
            cand -o 'Output format, and a file for it instead of stdout; may be given several times'
            cand --output 'Output format, and a file for it instead of stdout; may be given several times'
            cand --color 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]'
            cand --strict 'Take every warning for an error [env: LATTICECTL_STRICT]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'latticectl;apply'= {
            cand --account 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]'
            cand --region 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION]'
            cand --cluster-name 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]'
            cand --vpc-id 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]'
            cand --default-service-network 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]'
            cand --service-network-override 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]'
            cand -n 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --namespace 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --ip-family 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]'
            cand --config 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]'
            cand -o 'Output format, and a file for it instead of stdout; may be given several times'
            cand --output 'Output format, and a file for it instead of stdout; may be given several times'
            cand --color 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]'
            cand --strict 'Take every warning for an error [env: LATTICECTL_STRICT]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'latticectl;drift'= {
            cand --account 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]'
            cand --region 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION]'
            cand --cluster-name 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]'
            cand --vpc-id 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]'
            cand --default-service-network 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]'
            cand --service-network-override 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]'
            cand -n 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --namespace 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --ip-family 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]'
            cand --config 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]'
            cand -o 'Output format, and a file for it instead of stdout; may be given several times'
            cand --output 'Output format, and a file for it instead of stdout; may be given several times'
            cand --color 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]'
            cand --strict 'Take every warning for an error [env: LATTICECTL_STRICT]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'latticectl;snapshot'= {
            cand --profile 'AWS profile [env: AWS_PROFILE]'
            cand --endpoint-url 'One endpoint for all AWS services [env: AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_VPC_LATTICE]'
            cand --parallelism 'Calls under way at once'
            cand --read-rate 'Reading calls a second, 0 for no limit [default: 25; no limit on this machine]'
            cand --write-rate 'Writing calls a second, 0 for no limit [default: 5; no limit on this machine]'
            cand --max-attempts 'How often a call is tried'
            cand --call-timeout 'Seconds that one try of a call may take'
            cand --page-size 'Items a page, for testing servers'
            cand --account 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]'
            cand --region 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION]'
            cand --cluster-name 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]'
            cand --vpc-id 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]'
            cand --default-service-network 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]'
            cand --service-network-override 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]'
            cand -n 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --namespace 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --ip-family 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]'
            cand --config 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]'
            cand -o 'Output format, and a file for it instead of stdout; may be given several times'
            cand --output 'Output format, and a file for it instead of stdout; may be given several times'
            cand --color 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]'
            cand --strict 'Take every warning for an error [env: LATTICECTL_STRICT]'
            cand --no-tagging-api 'Read tags resource by resource, not through the tagging API'
            cand --ours 'Only what this cluster manages, and the service networks and VPC associations around it'
            cand --redact 'Hide account numbers, addresses and policies: equal ones stay equal'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'latticectl;destroy'= {
            cand --account 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]'
            cand --region 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION]'
            cand --cluster-name 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]'
            cand --vpc-id 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]'
            cand --default-service-network 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]'
            cand --service-network-override 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]'
            cand -n 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --namespace 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --ip-family 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]'
            cand --config 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]'
            cand -o 'Output format, and a file for it instead of stdout; may be given several times'
            cand --output 'Output format, and a file for it instead of stdout; may be given several times'
            cand --color 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]'
            cand --strict 'Take every warning for an error [env: LATTICECTL_STRICT]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'latticectl;sandbox'= {
            cand --account 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]'
            cand --region 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION]'
            cand --cluster-name 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]'
            cand --vpc-id 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]'
            cand --default-service-network 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]'
            cand --service-network-override 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]'
            cand -n 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --namespace 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --ip-family 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]'
            cand --config 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]'
            cand -o 'Output format, and a file for it instead of stdout; may be given several times'
            cand --output 'Output format, and a file for it instead of stdout; may be given several times'
            cand --color 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]'
            cand --strict 'Take every warning for an error [env: LATTICECTL_STRICT]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'latticectl;config'= {
            cand --context 'Context of the kubeconfig; default: its current one'
            cand --kubeconfig 'Kubeconfig; default: KUBECONFIG, ~/.kube/config, then the pod''s service account'
            cand -l 'Take only routes, exports and policies with these labels (as kubectl''s -l); what they refer to is read whole'
            cand --selector 'Take only routes, exports and policies with these labels (as kubectl''s -l); what they refer to is read whole'
            cand --account 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]'
            cand --region 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION]'
            cand --cluster-name 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]'
            cand --vpc-id 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]'
            cand --default-service-network 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]'
            cand --service-network-override 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]'
            cand -n 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --namespace 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --ip-family 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]'
            cand --config 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]'
            cand -o 'Output format, and a file for it instead of stdout; may be given several times'
            cand --output 'Output format, and a file for it instead of stdout; may be given several times'
            cand --color 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]'
            cand --strict 'Take every warning for an error [env: LATTICECTL_STRICT]'
            cand --show-origin 'Say for each value where it came from'
            cand --cluster 'Read the live cluster; PATHs are laid over it: what if they were applied'
            cand -A 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace'
            cand --all-namespaces 'Take the routes, exports and policies of all namespaces; default: those of --namespace, or of the context''s namespace'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'latticectl;rbac'= {
            cand --account 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]'
            cand --region 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION]'
            cand --cluster-name 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]'
            cand --vpc-id 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]'
            cand --default-service-network 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]'
            cand --service-network-override 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]'
            cand -n 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --namespace 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --ip-family 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]'
            cand --config 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]'
            cand -o 'Output format, and a file for it instead of stdout; may be given several times'
            cand --output 'Output format, and a file for it instead of stdout; may be given several times'
            cand --color 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]'
            cand --strict 'Take every warning for an error [env: LATTICECTL_STRICT]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'latticectl;completions'= {
            cand --account 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]'
            cand --region 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION]'
            cand --cluster-name 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]'
            cand --vpc-id 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]'
            cand --default-service-network 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]'
            cand --service-network-override 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]'
            cand -n 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --namespace 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --ip-family 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]'
            cand --config 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]'
            cand -o 'Output format, and a file for it instead of stdout; may be given several times'
            cand --output 'Output format, and a file for it instead of stdout; may be given several times'
            cand --color 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]'
            cand --strict 'Take every warning for an error [env: LATTICECTL_STRICT]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'latticectl;man'= {
            cand --dir 'Write all pages into this folder instead of one to stdout'
            cand --account 'AWS account, twelve digits [env: LATTICECTL_ACCOUNT, AWS_ACCOUNT_ID]'
            cand --region 'AWS region [env: LATTICECTL_REGION, REGION, AWS_REGION]'
            cand --cluster-name 'Name of the cluster, as the controller knows it [env: LATTICECTL_CLUSTER_NAME, CLUSTER_NAME]'
            cand --vpc-id 'VPC of the cluster [env: LATTICECTL_VPC_ID, CLUSTER_VPC_ID]'
            cand --default-service-network 'Service network that the controller makes by itself [env: LATTICECTL_DEFAULT_SERVICE_NETWORK, DEFAULT_SERVICE_NETWORK]'
            cand --service-network-override 'Put everything into the default service network [env: LATTICECTL_SERVICE_NETWORK_OVERRIDE, ENABLE_SERVICE_NETWORK_OVERRIDE]'
            cand -n 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --namespace 'Namespace of objects that name none; default: "default" [env: LATTICECTL_NAMESPACE]'
            cand --ip-family 'IP family of Services that name none: ipv4 (default) or ipv6 [env: LATTICECTL_IP_FAMILY]'
            cand --config 'Configuration file, instead of the `.latticectl.yaml` found upward [env: LATTICECTL_CONFIG]'
            cand -o 'Output format, and a file for it instead of stdout; may be given several times'
            cand --output 'Output format, and a file for it instead of stdout; may be given several times'
            cand --color 'Colours: auto, always or never [env: LATTICECTL_COLOR, NO_COLOR, CLICOLOR_FORCE]'
            cand --strict 'Take every warning for an error [env: LATTICECTL_STRICT]'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'latticectl;help'= {
            cand plan 'Render the Lattice resources that the manifests stand for, with every finding'
            cand lint 'Report findings only: what the controller or VPC Lattice would refuse, ignore or do otherwise'
            cand explain 'Explain what a finding means, why it is so, and how to fix it'
            cand route 'Tell which listener, rule and target groups a request would meet, and why'
            cand diff 'Compare the plan with the account'
            cand apply 'Make the account what the manifests say'
            cand drift 'Tell whether the account has moved away from the manifests'
            cand snapshot 'Write the account''s VPC Lattice state into a file'
            cand destroy 'Delete what these manifests own, in order'
            cand sandbox 'Run a local stand-in for the VPC Lattice API'
            cand config 'Print the settings in force, and where each came from'
            cand rbac 'Print the ClusterRole that reading a cluster needs'
            cand completions 'Write completions for a shell to stdout'
            cand man 'Write manual pages'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'latticectl;help;plan'= {
        }
        &'latticectl;help;lint'= {
        }
        &'latticectl;help;explain'= {
        }
        &'latticectl;help;route'= {
        }
        &'latticectl;help;diff'= {
        }
        &'latticectl;help;apply'= {
        }
        &'latticectl;help;drift'= {
        }
        &'latticectl;help;snapshot'= {
        }
        &'latticectl;help;destroy'= {
        }
        &'latticectl;help;sandbox'= {
        }
        &'latticectl;help;config'= {
        }
        &'latticectl;help;rbac'= {
        }
        &'latticectl;help;completions'= {
        }
        &'latticectl;help;man'= {
        }
        &'latticectl;help;help'= {
        }
    ]
    $completions[$command]
}
