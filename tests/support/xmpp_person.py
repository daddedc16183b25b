# A person's XMPP client: logs in, enters rooms, prints what it saw as JSON. Needs python3-slixmpp.
import asyncio
import json
import logging
import sys

import slixmpp
from slixmpp.exceptions import IqError, PresenceError

SECONDS_MAX = 30
REPLACE = "{urn:xmpp:message-correct:0}replace"


class Person(slixmpp.ClientXMPP):
    def __init__(self, wish):
        super().__init__(wish["jid"], wish["password"])
        self.wish = wish
        self.seen = {"rooms": {}, "invitations": [], "messages": [], "listed": []}
        self.news = asyncio.Event()
        self.failure = None
        for plugin in ("xep_0030", "xep_0045", "xep_0249"):
            self.register_plugin(plugin)
        self.add_event_handler("session_start", self.live)
        self.add_event_handler("message", self.read)
        self.add_event_handler("groupchat_direct_invite", self.invited)
        self.add_event_handler("failed_auth", self.refused)

    def refused(self, _):
        self.failure = "the server does not let him in"
        self.disconnect()

    def read(self, message):
        if message["type"] == "chat":
            self.seen["messages"].append(message["body"])
            self.news.set()

    def invited(self, message):
        self.seen["invitations"].append(str(message["groupchat_invite"]["jid"]))
        self.news.set()

    async def wait_for(self, kind):
        while len(self.seen[kind]) < self.wish[kind]:
            self.news.clear()
            await self.news.wait()

    async def live(self, _):
        try:
            await asyncio.wait_for(self.visit(), SECONDS_MAX)
        except Exception as error:  # whatever it is, the test must read it
            self.failure = repr(error)
        self.disconnect()

    async def visit(self):
        self.send_presence()
        await self.wait_for("invitations")
        await self.wait_for("messages")
        for room in self.wish["joins"]:
            self.seen["rooms"][room] = await self.enter(room)
        items = await self["xep_0030"].get_items(jid=self.wish["muc"])
        self.seen["listed"] = sorted(str(item[0]) for item in items["disco_items"]["items"])

    async def enter(self, room):
        view = {"error": "", "subject": "", "posts": [], "occupants": {}}
        muc = self["xep_0045"]
        try:
            _, subject, _, history = await muc.join_muc_wait(
                room, self.boundjid.user, maxstanzas=50, timeout=SECONDS_MAX)
        except (PresenceError, IqError) as error:
            view["error"] = error.condition
            return view
        view["subject"] = subject["subject"]
        view["posts"] = texts(history)
        for nick in muc.get_roster(room):
            jid = slixmpp.JID(muc.get_jid_property(room, nick, "jid")).bare
            view["occupants"][jid] = muc.get_jid_property(room, nick, "affiliation")
        return view


def texts(history):
    """Bodies in order; a correction takes the place of what it corrects (XEP-0308)."""
    order, bodies = [], {}
    for message in history:
        if not message["body"]:
            continue
        replace = message.xml.find(REPLACE)
        original = message["id"] if replace is None else replace.get("id")
        if original not in bodies:
            order.append(original)
        bodies[original] = message["body"]
    return [bodies[original] for original in order]


def main():
    logging.disable(logging.CRITICAL)
    answer, sys.stdout = sys.stdout, sys.stderr  # slixmpp prints what it meets
    person = Person(json.load(sys.stdin))
    person.connect(address=("127.0.0.1", person.wish["port"]), disable_starttls=True)
    person.process(forever=False)
    if person.failure:
        sys.exit(person.failure)
    json.dump(person.seen, answer)


main()
