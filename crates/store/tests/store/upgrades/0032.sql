-- A messenger showed a photo of a client.
insert into client_photo (client_id, key, taken_at, bytes) values (#c1, 'key-of-the-face', 1700000054000, 'jpeg');
