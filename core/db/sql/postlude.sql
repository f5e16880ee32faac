-- Runs at the end of every transaction of the migrator: the migrating account keeps no right of the owners.
DO $$
DECLARE
    owner_role text;
BEGIN
    IF NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
        FOREACH owner_role IN ARRAY ARRAY['bedside_owner', 'bedside_vault_owner', 'bedside_audit_owner',
                                          'bedside_role_admin']
        LOOP
            EXECUTE format('REVOKE %I FROM CURRENT_USER', owner_role);
        END LOOP;
    END IF;
END
$$;
