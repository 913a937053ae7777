-- Why a client came to whom.
insert into routing_decision (conversation_id, at, record) values (#d1, 1700000001000,
    '{"rules": [], "fallback": "##61", "facts": {"language": "cs", "entry": "chat", "parameters": {}, "page": null, "last_operator": null}, "decision": {"target": {"group": "##61"}, "steps": [{"rule": null, "outcome": {"kind": "chosen"}}]}}');
