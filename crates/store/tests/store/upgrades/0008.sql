-- Somebody who turned out to be Jan Novák, and was merged into him.
insert into client (id, person_id, name, first_seen_at, words, name_key) values (#c8, #c1, 'J. Novák', 1700000000000, 'j. novák  ', 'j. novák');
insert into identity (kind, value, client_id, created_at, seen_at, device, widget_id)
    values ('widget', 'token-8', #c8, 1700000000000, 1700000000000, 'Firefox', 'demo');
insert into client_merge (id, survivor_id, merged_id, operator_id, at, before, after)
    values (#75, #c1, #c8, #01, 1700000000000, '{"name": "Jan Novák", "phone": null, "email": null}', '{"name": "Jan Novák", "phone": null, "email": null}');
