-- A secret the company's server signs with.
insert into identify_secret (id, sealed, created_at) values (#74, '1.sealed', 1700000000000);
