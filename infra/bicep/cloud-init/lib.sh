# shellcheck shell=bash
# Functions that every node's set-up shares. Sourced after node.env; every function may be run again at any time.

readonly IMDS=http://169.254.169.254

log() {
  printf '%s %s\n' "$(date -u +%FT%TZ)" "$*" >&2
}

fail() {
  log "$*"
  exit 1
}

# access_token RESOURCE: a token of this VM's identity.
access_token() {
  curl -fsS --noproxy '*' --retry 5 --retry-connrefused -H 'Metadata: true' --get \
    --data-urlencode "resource=$1" --data-urlencode "client_id=${IDENTITY_CLIENT_ID:?}" \
    "$IMDS/metadata/identity/oauth2/token?api-version=2018-02-01" | jq -er .access_token
}

# secret NAME: the value of a secret of VAULT_URI, on stdout only. The token goes to curl by a file descriptor, because
# an argument could be read from the process list.
secret() {
  local token
  token=$(access_token https://vault.azure.net) || fail "no token for Key Vault; is the identity assigned to this VM?"
  curl -fsS --retry 5 --retry-connrefused -H @<(printf 'Authorization: Bearer %s\n' "$token") \
    "${VAULT_URI:?}secrets/$1?api-version=7.4" | jq -er .value ||
    fail "secret $1 cannot be read from $VAULT_URI; seed it and check the role assignment"
}

# mount_lun LUN DIRECTORY: format the data disk at a LUN once, mount it now and at every boot.
mount_lun() {
  local lun=$1 directory=$2 candidate device='' uuid
  for candidate in "/dev/disk/azure/data/by-lun/$lun" "/dev/disk/azure/scsi1/lun$lun"; do
    if [[ -e $candidate ]]; then
      device=$(readlink -f "$candidate")
      break
    fi
  done
  [[ -n $device ]] || fail "no data disk at LUN $lun"
  # Only a disk without any signature is formatted: a disk of a replaced VM keeps its data.
  if ! blkid "$device" >/dev/null; then
    mkfs.xfs -q "$device"
  fi
  uuid=$(blkid -s UUID -o value "$device")
  [[ -n $uuid ]] || fail "the disk at LUN $lun holds something, but no file system; it is left alone"
  mkdir -p "$directory"
  if ! grep -q "^UUID=$uuid " /etc/fstab; then
    printf 'UUID=%s %s xfs defaults,noatime,nofail 0 2\n' "$uuid" "$directory" >>/etc/fstab
  fi
  mountpoint -q "$directory" || mount "$directory"
}

# download URL FILE ALGORITHM CHECKSUM: fetch once; CHECKSUM may be empty.
download() {
  local url=$1 file=$2 algorithm=$3 checksum=$4
  if [[ ! -f $file ]]; then
    curl -fsSL --retry 5 --retry-connrefused -o "$file.part" "$url"
    if [[ -n $checksum ]]; then
      echo "$checksum  $file.part" | "${algorithm}sum" --check --quiet - || {
        rm -f "$file.part"
        fail "$url: the checksum is not the expected one"
      }
    fi
    mv "$file.part" "$file"
  fi
}

# render TEMPLATE FILE: replace ${NAME} by the environment; says whether the file changed.
render() {
  local draft
  draft=$(mktemp)
  envsubst <"$1" >"$draft"
  place "$draft" "$2"
}

# place DRAFT FILE: move the draft into place; 0 if that changed the file, 1 if it was right already.
place() {
  if cmp -s "$1" "$2"; then
    rm -f "$1"
    return 1
  fi
  mkdir -p "$(dirname "$2")"
  chmod 0644 "$1"
  mv "$1" "$2"
}

# overlay BASE OVERRIDES FILE: a vendor's properties file with our values in place of its own.
overlay() {
  local draft
  draft=$(mktemp)
  awk -F= '
    NR == FNR { if ($0 !~ /^#/ && NF > 1) { ours[$1] = 1; line[++n] = $0 }; next }
    { key = $1; sub(/^# */, "", key) }
    !(key in ours) { print }
    END { for (i = 1; i <= n; i++) print line[i] }
  ' "$2" "$1" >"$draft"
  place "$draft" "$3"
}

# up UNIT CHANGED: start a unit; restart it when its configuration changed.
up() {
  systemctl daemon-reload
  if [[ $2 == true ]]; then
    systemctl restart "$1"
  else
    systemctl start "$1"
  fi
}

# wait_for SECONDS COMMAND...: run a command until it works.
wait_for() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || fail "gave up waiting for: $1"
    sleep 3
  done
}

# packages NAME...: install what is missing.
packages() {
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done
  if ((${#missing[@]})); then
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 update -q
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -qy "${missing[@]}"
  fi
}

# install_release NAME URL ALGORITHM CHECKSUM LINK USER: unpack a release once and let LINK name it; sets `changed`.
# Releases stay beside each other, so that going back is a deployment with the old version.
install_release() {
  local name=$1 url=$2 algorithm=$3 checksum=$4 link=$5 user=$6
  id "$user" >/dev/null 2>&1 || useradd --system --home-dir "$link" --shell /usr/sbin/nologin "$user"
  if [[ ! -d /opt/$name ]]; then
    download "$url" "/var/tmp/$name.tar.gz" "$algorithm" "$checksum"
    rm -rf "/opt/$name.part"
    mkdir "/opt/$name.part"
    tar -xzf "/var/tmp/$name.tar.gz" -C "/opt/$name.part" --strip-components=1
    chown -R "$user:$user" "/opt/$name.part"
    mv "/opt/$name.part" "/opt/$name"
    rm -f "/var/tmp/$name.tar.gz"
  fi
  if [[ $(readlink "$link" || true) != "/opt/$name" ]]; then
    ln -sfn "/opt/$name" "$link"
    # shellcheck disable=SC2034  # read by the caller
    changed=true
  fi
}

# install_starrocks: the release that node.env names, with its client and Java.
install_starrocks() {
  local name="StarRocks-${STARROCKS_VERSION:?}-ubuntu-amd64"
  packages mysql-client openjdk-17-jdk-headless
  install_release "$name" "https://releases.starrocks.io/starrocks/$name.tar.gz" sha256 "${STARROCKS_SHA256:-}" \
    /opt/starrocks starrocks
}

# Where the StarRocks scripts keep the login of root while they run; only root reads it, and it never touches a disk.
readonly CREDENTIALS=/run/scalar/mysql

# root_login PASSWORD: use this password of root from now on.
root_login() {
  (umask 077 && mkdir -p /run/scalar && printf '[client]\nuser=root\npassword="%s"\n' "$1" >"$CREDENTIALS")
}

# sql HOST [STATEMENT]: run a statement, or those on standard input, as root. A statement with a password in it must
# come on standard input, because an argument could be read from the process list.
sql() {
  if (($# == 2)); then
    mysql --defaults-extra-file="$CREDENTIALS" --connect-timeout=5 -h "$1" -P 9030 -N -B -e "$2" </dev/null
  else
    mysql --defaults-extra-file="$CREDENTIALS" --connect-timeout=5 -h "$1" -P 9030 -N -B
  fi
}

# password NAME: a secret that goes into SQL; refused if it could end a string there.
password() {
  local value
  value=$(secret "$1")
  [[ $value =~ ^[A-Za-z0-9._~-]{16,}$ ]] ||
    fail "secret $1 must be 16 or more letters, digits and ._~- (openssl rand -hex 24 makes one)"
  printf '%s' "$value"
}
