-- Which owner may look into which schema; objects are granted one by one.
SET LOCAL ROLE bedside_vault_owner;
GRANT USAGE ON SCHEMA bedside_vault TO bedside_owner;
GRANT USAGE, CREATE ON SCHEMA bedside_vault TO bedside_role_admin;
SET LOCAL ROLE bedside_audit_owner;
GRANT USAGE ON SCHEMA bedside_audit TO bedside_owner;
RESET ROLE;
