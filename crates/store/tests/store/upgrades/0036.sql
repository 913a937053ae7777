-- Nothing new.
select 1;
