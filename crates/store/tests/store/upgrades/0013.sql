-- Ben has an app; Anna is signed in a second time.
insert into sign_in (token_hash, operator_id, created_at, expires_at, seen_at, owes) values ('hash-2', #01, 1700000000000, 4000000000000, 1700000001000, null);
insert into second_factor (operator_id, sealed, created_at, confirmed_at, last_step) values (#02, '1.sealed', 1700000000000, 1700000000000, 0);
insert into recovery_code (operator_id, hash) values (#02, 'hash');
