#!/usr/bin/env bash
# Tools of a release, on the operations VM inside the network:
#   scalar-ops publish ARCHIVE TAG   unpack a release, build both images, push them to the registry
#   scalar-ops run TAG VERB...       ./scalar VERB... of that release against StarRocks, Pulsar (migrate, seed, doctor)
#   scalar-ops sql STATEMENT         a statement as the migration user, which may look at the cluster but not change it
#   scalar-ops root STATEMENT        a statement as root: decommission a back end, drop a front end
set -euo pipefail
shopt -s inherit_errexit
set -a
# shellcheck disable=SC1091
source /etc/scalar/node.env
set +a
# shellcheck source=lib.sh
source /opt/scalar/lib.sh

readonly RELEASES=/srv/scalar
# az vm run-command starts without one, and docker keeps its login below it.
export HOME="${HOME:-/root}"

usage() {
  sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
  exit 64
}

# registry_login: trade the VM's token for one of the registry and hand it to docker on standard input.
registry_login() {
  local token refresh
  token=$(access_token https://management.azure.com/)
  refresh=$(printf 'grant_type=access_token&service=%s&access_token=%s' "$REGISTRY" "$token" |
    curl -fsS --data @- "https://$REGISTRY/oauth2/exchange" | jq -er .refresh_token)
  docker login --username 00000000-0000-0000-0000-000000000000 --password-stdin "$REGISTRY" <<<"$refresh" >&2
}

publish() {
  local archive=$1 tag=$2 release=$RELEASES/$2
  [[ $tag =~ ^[A-Za-z0-9_][A-Za-z0-9._-]*$ ]] || fail "a tag is made of letters, digits and ._-"
  rm -rf "$release"
  mkdir -p "$release"
  tar -xzf "$archive" -C "$release"
  registry_login
  docker build -f "$release/Dockerfile" -t "$REGISTRY/scalar:$tag" "$release"
  docker push "$REGISTRY/scalar:$tag"
  docker build -f "$release/Dockerfile.insights" -t "$REGISTRY/scalar-insights:$tag" "$release"
  docker push "$REGISTRY/scalar-insights:$tag"
  docker logout "$REGISTRY" >&2
}

run() {
  local release=$RELEASES/$1
  shift
  [[ -x $release/scalar ]] || fail "no release $release; publish it first"
  DB_PASSWORD=$(password starrocks-migrate-password)
  export DB_PASSWORD
  export DB_OPERATION_TYPE=KeyVault
  export SCALAR_ENVIRONMENT SCALAR_BROKER_URL SCALAR_BROKER_ADMIN_URL
  export SCALAR_WAREHOUSE_URL=$MIGRATE_WAREHOUSE_URL
  cd "$release"
  ./scalar "$@"
}

# sql_as USER SECRET STATEMENT
sql_as() {
  local login
  login=$(mktemp)
  # shellcheck disable=SC2064  # the name is known now
  trap "rm -f '$login'" EXIT
  printf '[client]\nuser=%s\npassword="%s"\n' "$1" "$(password "$2")" >"$login"
  packages mysql-client
  mysql --defaults-extra-file="$login" -h "$STARROCKS_HOST" -P 9030 -t -e "$3"
}

case ${1:-} in
  publish) (($# == 3)) || usage; publish "$2" "$3" ;;
  run) (($# >= 3)) || usage; run "${@:2}" ;;
  sql) (($# == 2)) || usage; sql_as scalar_migrate starrocks-migrate-password "$2" ;;
  root) (($# == 2)) || usage; sql_as root starrocks-root-password "$2" ;;
  *) usage ;;
esac
