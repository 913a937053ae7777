-- A picture of the company's.
insert into logo (id, media_type, bytes, created_at) values ('c0ffee', 'image/png', 'iVBORw==', 1700000052000);
