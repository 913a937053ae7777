-- Heard under its fingerprint.
insert into heard (channel_id, key, at) values (#e1, 'c2e5f0d9a3b14c6789d0e1f2a3b4c5d6', 1700000054600);
