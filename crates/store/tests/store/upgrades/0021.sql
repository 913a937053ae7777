-- A link by which a new password can be set.
insert into access_link (operator_id, kind, token_hash, created_at, expires_at) values (#02, 'reset', 'link', 1700000000000, 4000000000000);
