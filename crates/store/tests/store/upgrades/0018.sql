-- A program of the company's.
insert into api_token (id, name, hash, hint, scopes, created_at, created_by, expires_at)
    values (#98, 'CRM', 'hash', 'hov_abc', '["read:conversations"]', 1700000000000, #01, 4000000000000);
