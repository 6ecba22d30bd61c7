#!/bin/sh
# Makes the passwords of compose.yaml, each at random, in the folder `secrets` beside it. Once: they are kept by the
# database and the store, so it changes nothing that is there. The folder is for its owner alone; the files in it can be
# read by the users of the containers that they are given to.
set -eu
cd "$(dirname "$0")/.."
umask 077
mkdir secrets
cd secrets
random() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }

password=$(random 24) id=GK$(random 12) key=$(random 32)
printf '%s' "$password" > postgres_password
printf 'postgresql://midstance:%s@database/midstance' "$password" > midstance_database
printf '[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n' "$id" "$key" > aws_credentials
printf 'GARAGE_DEFAULT_ACCESS_KEY=%s\nGARAGE_DEFAULT_SECRET_KEY=%s\n' "$id" "$key" > garage.env
random 32 > garage_rpc
chmod 644 postgres_password midstance_database aws_credentials
