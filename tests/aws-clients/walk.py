#!/usr/bin/env python3
"""Walks boto3 and the AWS CLI through every operation of `latticectl sandbox`.

    python tests/aws-clients/walk.py target/debug/latticectl

Every answer is held against botocore's own copy of the service models, every operation must have succeeded at
least once with each client, pages hold two items, and the refusals that VPC Lattice is known for are provoked.
"""

import contextlib
import io
import json
import os
import subprocess
import sys
import urllib.request

import boto3
import botocore.config
import botocore.exceptions
import botocore.validate

ABSENT = {
    # What the sandbox does not have: resource configurations, their gateways, endpoints and domains.
    "CreateResourceConfiguration", "GetResourceConfiguration", "ListResourceConfigurations",
    "UpdateResourceConfiguration", "DeleteResourceConfiguration", "CreateResourceGateway", "GetResourceGateway",
    "ListResourceGateways", "UpdateResourceGateway", "DeleteResourceGateway",
    "CreateServiceNetworkResourceAssociation", "GetServiceNetworkResourceAssociation",
    "ListServiceNetworkResourceAssociations", "DeleteServiceNetworkResourceAssociation",
    "ListServiceNetworkVpcEndpointAssociations", "ListResourceEndpointAssociations",
    "DeleteResourceEndpointAssociation", "StartDomainVerification", "GetDomainVerification",
    "ListDomainVerifications", "DeleteDomainVerification",
}
VPC, GROUP = "vpc-0a1b2c3d4e5f60718", "sg-0a1b2c3d4e5f60718"
LOGS = "arn:aws:logs:us-west-2:123456789012:log-group:lattice"
BUCKET = "arn:aws:s3:::lattice-logs"
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": "*", "Action": "vpc-lattice-svcs:Invoke", "Resource": "*"}]})
CERTIFICATE = "arn:aws:acm:us-west-2:123456789012:certificate/0a1b2c3d-0000-0000-0000-000000000001"


class Sandbox:
    """A running `latticectl sandbox`."""

    def __init__(self, binary, *arguments):
        self.process = subprocess.Popen([binary, "sandbox", *arguments], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith("http://127.0.0.1:"), self.url

    def admin(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_sandbox{path}", data=data, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def stop(self):
        self.process.terminate()
        assert self.process.wait(timeout=20) == 0, self.process.returncode


def check(condition, text):
    if not condition:
        raise AssertionError(text)


def refused(code, call, **arguments):
    """The call must be refused with this code."""
    try:
        call(**arguments)
    except botocore.exceptions.ClientError as error:
        got = error.response["Error"]["Code"]
        check(got == code, f"{error.operation_name}: {got} instead of {code}: {error}")
        return error.response
    raise AssertionError(f"not refused with {code}: {call} {arguments}")


def validate_answers(client):
    """Holds every answer of a client against the model that it was built from."""
    def after_call(model, parsed, **_):
        if "Error" in parsed or model.output_shape is None:
            return
        body = {name: value for name, value in parsed.items() if name != "ResponseMetadata"}
        report = botocore.validate.ParamValidator().validate(body, model.output_shape)
        check(not report.has_errors(), f"{model.name}: {report.generate_report()} in {body}")
        status = parsed["ResponseMetadata"]["HTTPStatusCode"]
        wanted = model.http.get("responseCode", 200)
        check(status == wanted, f"{model.name}: HTTP {status} instead of {wanted}")
    client.meta.events.register("after-call", after_call)
    return client


def wait(read, status="ACTIVE"):
    """Reads until a resource is ready."""
    for _ in range(10):
        answer = read()
        if answer["status"] == status:
            return answer
    raise AssertionError(f"never {status}: {answer}")


def gone(read):
    """Reads until a resource is gone."""
    for _ in range(10):
        try:
            read()
        except botocore.exceptions.ClientError as error:
            check(error.response["Error"]["Code"] == "ResourceNotFoundException", str(error))
            return
    raise AssertionError("never gone")


def walk_boto3(sandbox):
    once = botocore.config.Config(retries={"max_attempts": 1})
    session = boto3.Session(aws_access_key_id="any", aws_secret_access_key="any", region_name="us-west-2")
    make = lambda name: validate_answers(session.client(name, endpoint_url=sandbox.url, config=once))
    lattice = make("vpc-lattice")
    pages = lambda operation, **arguments: [
        len(page["items"]) for page in lattice.get_paginator(operation).paginate(**arguments)]

    # Service networks.
    networks = [lattice.create_service_network(name=f"network-{n}", tags={"n": str(n)}) for n in range(5)]
    refused("ConflictException", lattice.create_service_network, name="network-0")
    problem = refused("ValidationException", lattice.create_service_network, name="Not-A-Name-")
    check(problem["fieldList"][0]["name"] == "name" and problem["reason"] == "fieldValidationFailed", problem)
    check(pages("list_service_networks") == [2, 2, 1], "pages of networks")
    check(pages("list_service_networks", PaginationConfig={"PageSize": 1}) == [1] * 5, "smaller pages")
    refused("ValidationException", lattice.list_service_networks, nextToken="made-up")
    network = lattice.get_service_network(serviceNetworkIdentifier=networks[0]["arn"])
    check(network["authType"] == "NONE" and "authType" not in lattice.list_service_networks()["items"][0], network)
    lattice.update_service_network(serviceNetworkIdentifier=network["id"], authType="AWS_IAM")
    sn = network["id"]

    # Services and client tokens.
    service = lattice.create_service(name="shop", clientToken="one", customDomainName="shop.example.com")
    again = lattice.create_service(name="shop", clientToken="one", customDomainName="shop.example.com")
    check(again["id"] == service["id"], "the same token is the same service")
    refused("ConflictException", lattice.create_service, name="other", clientToken="one")
    svc = service["id"]
    check(service["status"] == "CREATE_IN_PROGRESS", service)
    refused("ConflictException", lattice.create_service_network_service_association,
            serviceIdentifier=svc, serviceNetworkIdentifier=sn)
    wait(lambda: lattice.get_service(serviceIdentifier=svc))
    lattice.update_service(serviceIdentifier=svc, authType="AWS_IAM", certificateArn=CERTIFICATE)
    others = [lattice.create_service(name=f"service-{n}")["id"] for n in range(3)]
    check(pages("list_services") == [2, 2], "pages of services")
    check("authType" not in lattice.list_services()["items"][0], "a summary has no auth type")
    for other in others:
        wait(lambda: lattice.get_service(serviceIdentifier=other))

    # Target groups and targets.
    speaks = {"port": 80, "protocol": "HTTP", "vpcIdentifier": VPC}
    group = lattice.create_target_group(name="group-a", type="IP", config=speaks)
    tg = group["id"]
    refused("ConflictException", lattice.register_targets, targetGroupIdentifier=tg, targets=[{"id": "10.0.0.1"}])
    refused("ConflictException", lattice.create_target_group, name="group-a", type="IP", config=speaks)
    group = wait(lambda: lattice.get_target_group(targetGroupIdentifier=tg))
    check(group["config"]["healthCheck"]["enabled"] and group["config"]["protocolVersion"] == "HTTP1", group)
    lattice.create_target_group(name="group-b", type="IP", config={**speaks, "protocolVersion": "GRPC"})
    lattice.create_target_group(name="group-c", type="LAMBDA")
    check(pages("list_target_groups") == [2, 1], "pages of target groups")
    check(len(lattice.list_target_groups(targetGroupType="LAMBDA")["items"]) == 1, "the type filters")
    lattice.update_target_group(targetGroupIdentifier=tg, healthCheck={"path": "/ready"})
    answer = lattice.register_targets(targetGroupIdentifier=tg, targets=[
        {"id": "10.0.0.1", "port": 80}, {"id": "10.0.0.2"}, {"id": "8.8.8.8"}, {"id": "10.0.0.3", "port": 81}])
    check([len(answer["successful"]), len(answer["unsuccessful"])] == [3, 1], answer)
    check(pages("list_targets", targetGroupIdentifier=tg) == [2, 1], "pages of targets")
    states = {target["status"] for target in lattice.list_targets(targetGroupIdentifier=tg)["items"]}
    check(states == {"UNUSED"}, states)

    # Listeners and rules.
    forward = {"forward": {"targetGroups": [{"targetGroupIdentifier": tg, "weight": 10}]}}
    fixed = lambda code: {"fixedResponse": {"statusCode": code}}
    listener = lattice.create_listener(serviceIdentifier=svc, name="http", protocol="HTTP", defaultAction=forward)
    check(listener["port"] == 80, listener)
    place = {"serviceIdentifier": svc, "listenerIdentifier": listener["id"]}
    refused("ConflictException", lattice.create_listener, serviceIdentifier=svc, name="http", protocol="HTTPS",
            defaultAction=forward)
    refused("ConflictException", lattice.create_listener, serviceIdentifier=others[0], name="http", protocol="HTTP",
            defaultAction=forward)
    refused("ConflictException", lattice.delete_target_group, targetGroupIdentifier=tg)
    lattice.create_listener(serviceIdentifier=svc, name="https", protocol="HTTPS", defaultAction=fixed(404))
    refused("ServiceQuotaExceededException", lattice.create_listener, serviceIdentifier=svc, name="third", port=81,
            protocol="HTTP", defaultAction=fixed(404))
    check(pages("list_listeners", serviceIdentifier=svc) == [2], "pages of listeners")
    lattice.get_listener(**place)
    lattice.update_listener(**place, defaultAction=forward)
    path = lambda prefix: {"httpMatch": {"pathMatch": {"match": {"prefix": prefix}}}}
    rules = [lattice.create_rule(**place, name=f"rule-of-{n}".replace("rule-", "r-"), priority=n,
                                 match=path(f"/{n}"), action=forward)["id"] for n in (1, 2)]
    refused("ConflictException", lattice.create_rule, **place, name="another", priority=1, match=path("/x"),
            action=forward)
    refused("ValidationException", lattice.create_rule, **place, name="bad", priority=3, match=path("/x"),
            action=fixed(200))
    rule = lattice.get_rule(**place, ruleIdentifier=rules[0])
    check(rule["match"]["httpMatch"]["pathMatch"]["caseSensitive"] and not rule["isDefault"], rule)
    check(pages("list_rules", **place) == [2, 1], "pages of rules, the default one among them")
    lattice.update_rule(**place, ruleIdentifier=rules[0], action=fixed(500))
    refused("ConflictException", lattice.update_rule, **place, ruleIdentifier=rules[0], priority=2)
    answer = lattice.batch_update_rule(**place, rules=[
        {"ruleIdentifier": rules[0], "priority": 2}, {"ruleIdentifier": rules[1], "priority": 1}])
    check(len(answer["successful"]) == 2, answer)
    default = next(rule for page in lattice.get_paginator("list_rules").paginate(**place)
                   for rule in page["items"] if rule["isDefault"])
    refused("ValidationException", lattice.delete_rule, **place, ruleIdentifier=default["id"])

    # Associations.
    association = lattice.create_service_network_service_association(
        serviceIdentifier=svc, serviceNetworkIdentifier=sn)["id"]
    read = lambda: lattice.get_service_network_service_association(
        serviceNetworkServiceAssociationIdentifier=association)
    refused("ConflictException", lattice.delete_service_network_service_association,
            serviceNetworkServiceAssociationIdentifier=association)
    wait(read)
    refused("ConflictException", lattice.create_service_network_service_association,
            serviceIdentifier=svc, serviceNetworkIdentifier=sn)
    for other in others[:2]:
        lattice.create_service_network_service_association(serviceIdentifier=other, serviceNetworkIdentifier=sn)
    check(pages("list_service_network_service_associations", serviceNetworkIdentifier=sn) == [2, 1], "pages")
    refused("ValidationException", lattice.list_service_network_service_associations)
    refused("ConflictException", lattice.delete_service, serviceIdentifier=svc)
    refused("ConflictException", lattice.delete_service_network, serviceNetworkIdentifier=sn)
    vpc = lattice.create_service_network_vpc_association(
        serviceNetworkIdentifier=sn, vpcIdentifier=VPC, securityGroupIds=[GROUP])["id"]
    read_vpc = lambda: lattice.get_service_network_vpc_association(serviceNetworkVpcAssociationIdentifier=vpc)
    wait(read_vpc)
    refused("ConflictException", lattice.create_service_network_vpc_association,
            serviceNetworkIdentifier=networks[1]["id"], vpcIdentifier=VPC)
    check("securityGroupIds" not in lattice.list_service_network_vpc_associations(
        serviceNetworkIdentifier=sn)["items"][0], "a summary has no security groups")
    lattice.update_service_network_vpc_association(
        serviceNetworkVpcAssociationIdentifier=vpc, securityGroupIds=["sg-0a1b2c3d4e5f60719"])
    wait(read_vpc)

    # Policies, access logs, tags.
    lattice.put_auth_policy(resourceIdentifier=sn, policy=POLICY)
    check(lattice.get_auth_policy(resourceIdentifier=sn)["state"] == "Active", "AWS_IAM makes it active")
    refused("ValidationException", lattice.put_auth_policy, resourceIdentifier=sn, policy="{}")
    lattice.delete_auth_policy(resourceIdentifier=sn)
    refused("ResourceNotFoundException", lattice.get_auth_policy, resourceIdentifier=sn)
    lattice.put_resource_policy(resourceArn=network["arn"], policy=POLICY)
    lattice.get_resource_policy(resourceArn=network["arn"])
    lattice.delete_resource_policy(resourceArn=network["arn"])
    logs = lattice.create_access_log_subscription(resourceIdentifier=sn, destinationArn=LOGS)["id"]
    refused("ConflictException", lattice.create_access_log_subscription, resourceIdentifier=sn,
            destinationArn=LOGS + "-too")
    lattice.create_access_log_subscription(resourceIdentifier=sn, destinationArn=BUCKET)
    check(pages("list_access_log_subscriptions", resourceIdentifier=sn) == [2], "access logs")
    lattice.get_access_log_subscription(accessLogSubscriptionIdentifier=logs)
    lattice.update_access_log_subscription(accessLogSubscriptionIdentifier=logs, destinationArn=LOGS + "-two")
    lattice.tag_resource(resourceArn=listener["arn"], tags={"team": "shop", "n": "1"})
    lattice.untag_resource(resourceArn=listener["arn"], tagKeys=["n"])
    check(lattice.list_tags_for_resource(resourceArn=listener["arn"])["tags"] == {"team": "shop"}, "tags")
    refused("ValidationException", lattice.tag_resource, resourceArn=listener["arn"],
            tags={f"k{n}": "v" for n in range(60)})

    # The neighbours.
    tagging, ec2 = make("resourcegroupstaggingapi"), make("ec2")
    found = [len(page["ResourceTagMappingList"]) for page in tagging.get_paginator("get_resources").paginate(
        ResourceTypeFilters=["vpc-lattice:servicenetwork"], TagFilters=[{"Key": "n"}])]
    check(found == [2, 2, 1], f"tagged networks: {found}")
    failed = tagging.tag_resources(ResourceARNList=[network["arn"], network["arn"][:-1] + "x"], Tags={"a": "b"})
    check(len(failed["FailedResourcesMap"]) == 1, failed)
    tagging.untag_resources(ResourceARNList=[network["arn"]], TagKeys=["a"])
    check(make("sts").get_caller_identity()["Account"] == "123456789012", "who am I")
    sandbox.admin("PUT", "/certificates", [
        {"CertificateArn": CERTIFICATE, "DomainName": "shop.example.com",
         "SubjectAlternativeNames": ["shop.example.com"], "Status": "ISSUED"},
        {"CertificateArn": CERTIFICATE[:-1] + "2", "DomainName": "old.example.com", "Status": "EXPIRED"}])
    acm = make("acm")
    check(len(acm.list_certificates(CertificateStatuses=["ISSUED"])["CertificateSummaryList"]) == 1, "certificates")
    acm.describe_certificate(CertificateArn=CERTIFICATE)
    refused("ResourceNotFoundException", acm.describe_certificate, CertificateArn=CERTIFICATE[:-1] + "3")
    lists = ec2.describe_managed_prefix_lists(
        Filters=[{"Name": "prefix-list-name", "Values": ["com.amazonaws.us-west-2.vpc-lattice"]}])
    check(len(lists["PrefixLists"]) == 1, lists)
    check(ec2.describe_vpcs(VpcIds=[VPC])["Vpcs"][0]["VpcId"] == VPC, "VPCs")
    check(ec2.describe_security_groups(GroupIds=[GROUP])["SecurityGroups"][0]["GroupId"] == GROUP, "groups")
    refused("UnknownOperationException", lattice.list_resource_gateways)

    # Everything goes again, in the order that the blockers ask for.
    lattice.delete_rule(**place, ruleIdentifier=rules[0])
    answer = lattice.deregister_targets(targetGroupIdentifier=tg, targets=[
        {"id": "10.0.0.1", "port": 80}, {"id": "10.9.9.9"}])
    check([len(answer["successful"]), len(answer["unsuccessful"])] == [1, 1], answer)
    shown = [target for page in lattice.get_paginator("list_targets").paginate(targetGroupIdentifier=tg)
             for target in page["items"]]
    check("DRAINING" in {target["status"] for target in shown}, shown)
    lattice.delete_listener(**place)
    lattice.delete_service_network_service_association(serviceNetworkServiceAssociationIdentifier=association)
    gone(read)
    lattice.delete_service(serviceIdentifier=svc)
    gone(lambda: lattice.get_service(serviceIdentifier=svc))
    lattice.delete_target_group(targetGroupIdentifier=tg)
    gone(lambda: lattice.get_target_group(targetGroupIdentifier=tg))
    lattice.delete_service_network_vpc_association(serviceNetworkVpcAssociationIdentifier=vpc)
    gone(read_vpc)
    lattice.delete_access_log_subscription(accessLogSubscriptionIdentifier=logs)
    for item in lattice.list_service_network_service_associations(serviceNetworkIdentifier=sn)["items"]:
        one = item["id"]
        wait(lambda: lattice.get_service_network_service_association(serviceNetworkServiceAssociationIdentifier=one))
        lattice.delete_service_network_service_association(serviceNetworkServiceAssociationIdentifier=one)
        gone(lambda: lattice.get_service_network_service_association(serviceNetworkServiceAssociationIdentifier=one))
    lattice.delete_service_network(serviceNetworkIdentifier=sn)
    gone(lambda: lattice.get_service_network(serviceNetworkIdentifier=sn))


def walk_cli(sandbox):
    # Only now: the CLI brings a botocore of its own, which would get in boto3's way.
    import awscli.clidriver

    os.environ.update({"AWS_ENDPOINT_URL": sandbox.url, "AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any",
                       "AWS_DEFAULT_REGION": "us-west-2", "AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "1"})

    def aws(*words, service="vpc-lattice", fails=None, **options):
        line = [service, *words, "--output", "json"]
        for name, value in options.items():
            text = value if isinstance(value, str) else json.dumps(value)
            line += [f"--{name.replace('_', '-')}", text]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = awscli.clidriver.create_clidriver().main(line)
        if fails:
            check(code != 0 and fails in err.getvalue(), f"aws {line}: {code}, {err.getvalue()}")
            return {}
        check(code == 0, f"aws {line}: {code}, {err.getvalue()}")
        return json.loads(out.getvalue()) if out.getvalue().strip() else {}

    def settled(*words, **options):
        for _ in range(10):
            answer = aws(*words, **options)
            if answer["status"] == "ACTIVE":
                return answer
        raise AssertionError(f"never ACTIVE: {answer}")

    network = aws("create-service-network", name="cli-network", tags={"team": "cli"})
    sn = network["id"]
    for n in range(4):
        aws("create-service-network", name=f"cli-network-{n}")
    check(len(aws("list-service-networks")["items"]) >= 5, "the CLI follows the pages")
    aws("create-service-network", name="cli-network", fails="ConflictException")
    aws("get-service-network", service_network_identifier=sn)
    aws("update-service-network", service_network_identifier=sn, auth_type="AWS_IAM")
    svc = aws("create-service", name="cli-service")["id"]
    settled("get-service", service_identifier=svc)
    aws("list-services")
    aws("update-service", service_identifier=svc, auth_type="AWS_IAM")
    tg = aws("create-target-group", name="cli-group", type="IP",
             config={"port": 80, "protocol": "HTTP", "vpcIdentifier": VPC})["id"]
    settled("get-target-group", target_group_identifier=tg)
    aws("list-target-groups")
    aws("update-target-group", target_group_identifier=tg, health_check={"path": "/ready"})
    aws("register-targets", target_group_identifier=tg, targets=[{"id": f"10.0.0.{n}"} for n in range(1, 6)])
    check(len(aws("list-targets", target_group_identifier=tg)["items"]) == 5, "the CLI follows the pages of a POST")
    forward = {"forward": {"targetGroups": [{"targetGroupIdentifier": tg}]}}
    listener = aws("create-listener", service_identifier=svc, name="http", protocol="HTTP", default_action=forward)["id"]
    place = {"service_identifier": svc, "listener_identifier": listener}
    aws("list-listeners", service_identifier=svc)
    aws("get-listener", **place)
    aws("update-listener", **place, default_action=forward)
    rule = aws("create-rule", **place, name="one", priority="1", action=forward,
               match={"httpMatch": {"method": "GET"}})["id"]
    aws("list-rules", **place)
    aws("get-rule", **place, rule_identifier=rule)
    aws("update-rule", **place, rule_identifier=rule, priority="2")
    aws("batch-update-rule", **place, rules=[{"ruleIdentifier": rule, "priority": 3}])
    pair = aws("create-service-network-service-association", service_identifier=svc, service_network_identifier=sn)["id"]
    settled("get-service-network-service-association", service_network_service_association_identifier=pair)
    aws("list-service-network-service-associations", service_identifier=svc)
    vpc = aws("create-service-network-vpc-association", service_network_identifier=sn, vpc_identifier=VPC)["id"]
    settled("get-service-network-vpc-association", service_network_vpc_association_identifier=vpc)
    aws("list-service-network-vpc-associations", vpc_identifier=VPC)
    aws("update-service-network-vpc-association", service_network_vpc_association_identifier=vpc,
        security_group_ids=[GROUP])
    settled("get-service-network-vpc-association", service_network_vpc_association_identifier=vpc)
    logs = aws("create-access-log-subscription", resource_identifier=sn, destination_arn=LOGS)["id"]
    aws("get-access-log-subscription", access_log_subscription_identifier=logs)
    aws("list-access-log-subscriptions", resource_identifier=sn)
    aws("update-access-log-subscription", access_log_subscription_identifier=logs, destination_arn=BUCKET)
    aws("put-auth-policy", resource_identifier=svc, policy=POLICY)
    aws("get-auth-policy", resource_identifier=svc)
    aws("delete-auth-policy", resource_identifier=svc)
    aws("put-resource-policy", resource_arn=network["arn"], policy=POLICY)
    aws("get-resource-policy", resource_arn=network["arn"])
    aws("delete-resource-policy", resource_arn=network["arn"])
    aws("tag-resource", resource_arn=network["arn"], tags={"a": "b"})
    aws("list-tags-for-resource", resource_arn=network["arn"])
    aws("untag-resource", resource_arn=network["arn"], tag_keys=["a"])
    tagging = "resourcegroupstaggingapi"
    check(aws("get-resources", service=tagging, tag_filters=[{"Key": "team"}])["ResourceTagMappingList"], "tagged")
    aws("tag-resources", service=tagging, resource_arn_list=[network["arn"]], tags={"a": "b"})
    aws("untag-resources", service=tagging, resource_arn_list=[network["arn"]], tag_keys=["a"])
    aws("get-caller-identity", service="sts")
    sandbox.admin("PUT", "/certificates", [
        {"CertificateArn": CERTIFICATE, "DomainName": "shop.example.com",
         "SubjectAlternativeNames": ["shop.example.com"], "Status": "ISSUED"}])
    aws("list-certificates", service="acm")
    aws("describe-certificate", service="acm", certificate_arn=CERTIFICATE)
    aws("describe-managed-prefix-lists", service="ec2")
    aws("describe-vpcs", service="ec2", vpc_ids=[VPC])
    aws("describe-security-groups", service="ec2", group_ids=[GROUP])
    aws("list-domain-verifications", fails="UnknownOperationException")
    aws("delete-service-network", service_network_identifier=sn, fails="ConflictException")
    aws("delete-rule", **place, rule_identifier=rule)
    aws("delete-listener", **place)
    aws("delete-service-network-service-association", service_network_service_association_identifier=pair)
    aws("delete-service-network-vpc-association", service_network_vpc_association_identifier=vpc)
    sandbox.admin("POST", "/settle")
    aws("delete-service", service_identifier=svc)
    aws("deregister-targets", target_group_identifier=tg, targets=[{"id": f"10.0.0.{n}"} for n in range(1, 6)])
    aws("delete-target-group", target_group_identifier=tg)
    aws("delete-access-log-subscription", access_log_subscription_identifier=logs)
    aws("delete-service-network", service_network_identifier=sn)


def main():
    model = boto3.Session(region_name="us-west-2").client(
        "vpc-lattice", aws_access_key_id="any", aws_secret_access_key="any").meta.service_model
    wanted = {f"vpc-lattice:{name}" for name in model.operation_names if name not in ABSENT} | {
        "tagging:GetResources", "tagging:TagResources", "tagging:UntagResources", "sts:GetCallerIdentity",
        "acm:ListCertificates", "acm:DescribeCertificate", "ec2:DescribeManagedPrefixLists",
        "ec2:DescribeSecurityGroups", "ec2:DescribeVpcs"}
    for walk in (walk_boto3, walk_cli):
        sandbox = Sandbox(sys.argv[1], "--page-size", "2", "--pace", "1polls", "--drain", "2polls")
        try:
            walk(sandbox)
            log = sandbox.admin("GET", "/log")
            check(not log["violations"], log["violations"])
            done = {name for name, count in log["operations"].items() if count["succeeded"]}
            check(not wanted - done, f"never succeeded: {sorted(wanted - done)}")
        finally:
            sandbox.stop()
        print(f"{walk.__name__}: {log['calls']} calls, {len(wanted)} operations succeeded, every answer fits")


if __name__ == "__main__":
    main()
