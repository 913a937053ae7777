#!/usr/bin/env python3
"""A mail server for the tests: aiosmtpd with TLS and sign-in, told by a file how to behave.

    smtp.py FOLDER [--port N] [--security none|starttls|tls]

Prints the port it listens at. FOLDER gets `authority.pem`, which signed its certificate for `localhost`, and `received`,
one line of JSON for each mail it took. It takes only mails of who signs in as `desk` with `correct horse`.

`behaviour` in FOLDER, if it is there, is a JSON object, read anew at every step:

    sender, recipient   {address: answer}: refused with this answer
    content             answer to the mail itself
    slow                seconds before the answer to the mail
    die                 "before" the mail is taken, or "after": the process ends, and nobody gets an answer
    times               how often it does so; then it behaves again
"""

import argparse
import asyncio
import email
import email.policy
import json
import logging
import os
import ssl
import subprocess
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER, PASSWORD = b"desk", b"correct horse"


class Handler:
    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def behaviour(self):
        try:
            with open(self.path("behaviour"), encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            return {}

    def once(self, behaviour):
        """Counts down, if it was told to do something only so many times."""
        if "times" not in behaviour:
            return
        behaviour["times"] -= 1
        if behaviour["times"] > 0:
            self.write("behaviour", json.dumps(behaviour), "w")
        else:
            os.remove(self.path("behaviour"))

    def write(self, name, text, mode):
        with open(self.path(name), mode, encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())

    async def handle_MAIL(self, server, session, envelope, address, options):
        refusal = self.behaviour().get("sender", {}).get(address)
        if refusal:
            return refusal
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        behaviour = self.behaviour()
        refusal = behaviour.get("recipient", {}).get(address)
        if refusal:
            self.once(behaviour)
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        behaviour = self.behaviour()
        if "slow" in behaviour:
            await asyncio.sleep(behaviour["slow"])
        if "content" in behaviour:
            self.once(behaviour)
            return behaviour["content"]
        if behaviour.get("die") == "before":
            self.once(behaviour)
            os._exit(1)
        self.take(session, envelope)
        if behaviour.get("die") == "after":
            self.once(behaviour)
            os._exit(1)
        return "250 OK taken"

    def take(self, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        html = message.get_body(("html",))
        text = message.get_body(("plain",))
        taken = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "encrypted": session.ssl is not None or server_is_encrypted,
            "headers": {name: str(value) for name, value in message.items()},
            "text": text.get_content() if text else None,
            "html": html.get_content() if html else None,
        }
        self.write("received", json.dumps(taken) + "\n", "a")


def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER, PASSWORD)
    # Not handled: the answer is the server's to give.
    return AuthResult(success=good, handled=False)


def certificate(folder):
    """An authority, and a certificate for localhost that it signed; made once per folder."""
    at = lambda name: os.path.join(folder, name)
    if not os.path.exists(at("server.pem")):
        run = lambda *command: subprocess.run(["openssl", *command], check=True, capture_output=True)
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650"]
        run("req", "-x509", *key, "-subj", "/CN=Test authority", "-keyout", at("authority.key"), "-out", at("authority.pem"))
        run("req", *key[:-2], "-subj", "/CN=localhost", "-keyout", at("server.key"), "-out", at("server.csr"))
        with open(at("names"), "w", encoding="utf-8") as file:
            file.write("subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n")
        run("x509", "-req", "-in", at("server.csr"), "-CA", at("authority.pem"), "-CAkey", at("authority.key"),
            "-CAcreateserial", "-days", "3650", "-extfile", at("names"), "-out", at("server.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(at("server.pem"), at("server.key"))
    return context


async def serve(arguments):
    handler = Handler(arguments.folder)
    context = None if arguments.security == "none" else certificate(arguments.folder)
    starttls = arguments.security == "starttls"

    def smtp():
        return SMTP(
            handler,
            enable_SMTPUTF8=True,
            hostname="localhost",
            tls_context=context if starttls else None,
            require_starttls=starttls,
            authenticator=authenticate,
            auth_required=True,
            auth_require_tls=starttls,
            timeout=60,
        )

    implicit = context if arguments.security == "tls" else None
    server = await asyncio.get_running_loop().create_server(
        smtp, "127.0.0.1", arguments.port, ssl=implicit, reuse_address=True)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


# It warns of what the tests want: signing in without protection.
warnings.simplefilter("ignore")
logging.disable()

parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("--port", type=int, default=0)
parser.add_argument("--security", choices=["none", "starttls", "tls"], default="starttls")
given = parser.parse_args()
server_is_encrypted = given.security == "tls"
os.makedirs(given.folder, exist_ok=True)
try:
    asyncio.run(serve(given))
except KeyboardInterrupt:
    sys.exit(0)
