"""`latticectl apply` against moto, an implementation of the VPC Lattice API that is not ours.

usage: independent.py LATTICECTL

moto knows no targets and reads no rules: those five operations are answered here, from what was created. It gives
ids of another form, names no services in its lists of associations, and pages in its own way.
"""

import http.server
import json
import logging
import os
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request

from moto.server import ThreadedMotoServer

MANIFESTS = "testdata/apply/shop.yaml"
CONTEXT = {
    "AWS_ACCESS_KEY_ID": "any",
    "AWS_SECRET_ACCESS_KEY": "any",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_ACCOUNT_ID": "123456789012",
    "REGION": "us-west-2",
    "CLUSTER_NAME": "shop",
    "CLUSTER_VPC_ID": "vpc-0a1b2c3d4e5f60718",
    "HOME": "/nonexistent",
}
TARGETS = re.compile(r"/targetgroups/([^/]+)/(registertargets|deregistertargets|listtargets)")
RULES = re.compile(r"(/services/[^/]+/listeners/[^/]+/rules)(?:/([^/?]+))?(?:\?|$)")

targets, rules = {}, {}


def answer_targets(group, operation, body):
    asked = json.loads(body or b"{}").get("targets") or []
    held = targets.setdefault(group, {})
    for target in asked:
        place = (target["id"], target.get("port"))
        if operation == "registertargets":
            held[place] = {"id": place[0], "port": place[1], "status": "HEALTHY"}
        else:
            held.pop(place, None)
    if operation == "listtargets":
        return {"items": list(held.values())}
    return {"successful": asked, "unsuccessful": []}


class Beside(http.server.BaseHTTPRequestHandler):
    """Answers what moto does not know, and passes the rest on."""

    protocol_version = "HTTP/1.1"
    moto = ""

    def log_message(self, *_):
        pass

    def handle_call(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        about_targets, about_rules = TARGETS.match(self.path), RULES.match(self.path)
        if about_targets:
            return self.reply(200, answer_targets(about_targets[1], about_targets[2], body))
        if about_rules and self.command == "GET":
            held = rules.get(about_rules[1], {})
            if about_rules[2] is None:
                return self.reply(200, {"items": list(held.values())})
            if about_rules[2] in held:
                return self.reply(200, held[about_rules[2]])
        status, answer, headers = self.pass_on(body)
        if about_rules and self.command == "POST" and status < 300:
            made = json.loads(answer)
            rules.setdefault(about_rules[1], {})[made["id"]] = {**json.loads(body), **made, "isDefault": False}
        return self.reply(status, answer, headers)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_call

    def pass_on(self, body):
        dropped = ("content-length", "connection", "host")
        headers = {name: value for name, value in self.headers.items() if name.lower() not in dropped}
        data = body if self.command in ("POST", "PUT", "PATCH") else None
        request = urllib.request.Request(self.moto + self.path, data=data, method=self.command, headers=headers)
        try:
            with urllib.request.urlopen(request) as reply:
                return reply.status, reply.read(), reply.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read(), error.headers

    def reply(self, status, answer, headers=None):
        answer = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        for name in ("content-type", "x-amzn-errortype", "x-amzn-requestid"):
            if headers and headers.get(name):
                self.send_header(name, headers[name])
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


def main(latticectl):
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    Beside.moto = "http://%s:%d" % moto.get_host_and_port()
    beside = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Beside)
    threading.Thread(target=beside.serve_forever, daemon=True).start()
    environment = {**CONTEXT, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{beside.server_port}", "PATH": os.environ["PATH"]}

    def run(*arguments, code=0):
        done = subprocess.run([latticectl, *arguments], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
        return done

    apply = ("apply", MANIFESTS, "--auto-approve", "--max-attempts", "2", "--wait-timeout", "60", "-o", "json")
    run("diff", MANIFESTS, code=2)
    first = json.loads(run(*apply).stdout)
    assert first["converged"] and len(first["done"]) == 6, first
    again = json.loads(run(*apply).stdout)
    assert again["converged"] and not again["writes"], again
    assert run("diff", MANIFESTS).stdout == "No changes.\n"
    assert "no drift" in run("drift", MANIFESTS).stdout
    snapshot = json.loads(run("snapshot").stdout)
    assert [len(snapshot[section]) for section in ("services", "listeners", "rules", "targetGroups")] == [1, 1, 1, 1]
    assert snapshot["serviceNetworkServiceAssociations"].keys() == {"snsa:sn:store+svc:cart-default"}
    beside.shutdown()
    moto.stop()
    print("another implementation gives the same")


if __name__ == "__main__":
    main(sys.argv[1])
