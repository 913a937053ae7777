-- Ben is known at a provider, where somebody is about to sign in; Anna signed in through it.
insert into openid_link (issuer, subject, operator_id, linked_at) values ('https://id.example.org', 'ben-1', #02, 1700000000000);
insert into openid_flow (token_hash, return_to, expires_at) values ('flow', '/conversations', 4000000000000);
insert into setting (key, value) values ('openid', '{"on": true, "name": "Lumen ID", "issuer": "https://id.example.org", "client_id": "desk", "sealed_secret": "1.sealed", "passwords": true}');
update sign_in set through = 'openid' where token_hash = (select min(token_hash) from sign_in);
