-- Nothing new; what is indexed anew is in upgrade.rs.
select 1;
