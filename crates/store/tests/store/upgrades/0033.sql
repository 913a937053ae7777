-- A client of WhatsApp who was known twice: by a user id, and by a number.
insert into client (id, person_id, name, first_seen_at, words) values (#ca, #c1, 'Jan', 1700000000000, 'jan  ');
insert into client_merge (id, survivor_id, merged_id, at, before, after)
    values (#76, #c1, #ca, 1700000000000, '{"name": "Jan Novák", "phone": null, "email": null}', '{"name": "Jan Novák", "phone": null, "email": null}');
