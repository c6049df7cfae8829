#!/usr/bin/env bash
# How long `diff`, `drift` and `snapshot` take as whole processes, beside the lower bound calls / parallelism x
# latency. The account: 100 services of 2 listeners and 10 rules each, 300 target groups.
#
#   cargo build --release && benches/account.sh target/release/latticectl [LATENCY_MS] [PARALLELISM] [TIMES]
set -euo pipefail
latticectl=$(realpath "${1:?the latticectl to measure}") latency=${2:-50} parallelism=${3:-8} times=${4:-3}
services=100 rules=10 groups=3

folder=$(mktemp -d)
sandbox=
trap '[ -z "$sandbox" ] || kill "$sandbox"; rm -rf "$folder"' EXIT
export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_EC2_METADATA_DISABLED=true AWS_ACCOUNT_ID=123456789012
export REGION=us-west-2 CLUSTER_NAME=shop-prod CLUSTER_VPC_ID=vpc-0a1b2c3d4e5f60718

{
    cat <<'YAML'
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: amazon-vpc-lattice}
spec: {controllerName: application-networking.k8s.aws/gateway-api-controller}
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: ServiceNetwork
metadata: {name: store}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store, namespace: shop}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners:
  - {name: one, protocol: HTTP, port: 80}
  - {name: two, protocol: HTTP, port: 8080}
---
apiVersion: application-networking.k8s.aws/v1alpha1
kind: VpcAssociationPolicy
metadata: {name: store, namespace: shop}
spec:
  targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: store}
  securityGroupIds: [sg-0a0a0a0a0a0a0a0a0]
YAML
    for ((s = 0; s < services; s++)); do
        for ((g = 0; g < groups; g++)); do
            cat <<YAML
---
apiVersion: v1
kind: Service
metadata: {name: s$s-$g, namespace: shop}
spec: {selector: {app: s$s-$g}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: s$s-$g-a, namespace: shop, labels: {kubernetes.io/service-name: s$s-$g}}
addressType: IPv4
ports: [{port: 8080}]
endpoints: [{addresses: [10.$g.$s.1]}, {addresses: [10.$g.$s.2]}]
YAML
        done
        printf -- '---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: s%s, namespace: shop}\n' $s
        printf 'spec:\n  parentRefs: [{name: store}]\n  rules:\n'
        for ((r = 0; r < rules; r++)); do
            printf '  - matches: [{path: {type: PathPrefix, value: /p%s}}]\n' $r
            printf '    backendRefs: [{name: s%s-%s, port: 80}]\n' $s $((r % groups))
        done
    done
} > "$folder/shop.yaml"

"$latticectl" sandbox --listen 127.0.0.1:0 --seed "$folder/shop.yaml" --latency "${latency}ms" \
    > "$folder/url" 2> "$folder/sandbox.log" &
sandbox=$!
until [ -s "$folder/url" ]; do kill -0 "$sandbox" && sleep 0.1; done
AWS_ENDPOINT_URL=$(head -n 1 "$folder/url")
export AWS_ENDPOINT_URL

measure() {
    for ((t = 0; t < times; t++)); do
        start=$EPOCHREALTIME status=0
        "$latticectl" "$@" --parallelism "$parallelism" > "$folder/out" 2> "$folder/err" || status=$?
        end=$EPOCHREALTIME
        calls=$(sed -n 's/^API reads \([0-9]*\), writes 0.*/\1/p' "$folder/err")
        [ -n "$calls" ] || { cat "$folder/out" "$folder/err"; exit 1; }
        awk -v verb="$1" -v start="$start" -v end="$end" -v calls="$calls" -v n="$parallelism" -v ms="$latency" \
            -v status="$status" 'BEGIN {
                bound = calls / n * ms / 1000
                printf "%-8s %.2f s   %d calls, at least %.2f s at %d ms and %d at once   exit %d\n",
                    verb, end - start, calls, bound, ms, n, status }'
    done
}
measure diff "$folder/shop.yaml"
measure drift "$folder/shop.yaml"
measure snapshot
