# Shared by tests/run and tests/load/run: installs what is missing, and runs a PostgreSQL of our own. To be sourced.
# shellcheck shell=bash

die() {
  echo "${0#"$PWD/"}: $*" >&2
  exit 2
}

# A directory that is gone at the end, and with it what ran in it.
scratch=$(mktemp -d /tmp/pse-tests.XXXXXX)
chmod 711 "$scratch" # the account that runs PostgreSQL passes through
postgres_data=
postgres_bin=

clean_up() {
  if [[ -n $postgres_data ]]; then
    as_database_owner "$postgres_bin/pg_ctl" stop -D "$postgres_data" -m immediate >/dev/null 2>&1 || true
  fi
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# --- what must be there, and what is installed when it is missing ---

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif [[ -t 0 ]]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

install_packages() {
  command -v apt-get >/dev/null || die "please install $*: this machine has no apt-get to do it with"
  ((EUID == 0)) || command -v sudo >/dev/null || die "please install $*, or run as root: there is no sudo"
  echo "installing $*"
  {
    as_root apt-get update -q &&
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
  } >"$scratch/apt.log" 2>&1 || {
    tail -n 20 "$scratch/apt.log" >&2
    die "could not install $*"
  }
}

need_sdks() {
  command -v dotnet >/dev/null || die "the .NET SDK is missing (its version is in global.json)"
  command -v node >/dev/null && command -v npm >/dev/null || die "Node with npm is missing (20 or later)"
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  ((major >= 20)) || die "Node 20 or later is needed; this is $(node --version)"
}

need_openssl() {
  command -v openssl >/dev/null || install_packages openssl
}

# Argon2 and bcrypt come from the system; the tests of both never skip.
need_password_libraries() {
  local names=()
  ldconfig -p | grep -q 'libargon2\.so\.1' || names+=(libargon2-1)
  ldconfig -p | grep -q 'libcrypt\.so\.1' || names+=(libcrypt1)
  ((${#names[@]} == 0)) || install_packages "${names[@]}"
}

find_postgres() {
  local found
  found=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1 || true)
  postgres_bin=${found%/initdb}
}

need_postgres() {
  find_postgres
  if [[ -z $postgres_bin ]]; then
    # The tests have a cluster of their own; without this the package also starts one for the machine.
    local settings=/etc/postgresql-common/createcluster.conf
    [[ -e $settings ]] || as_root sh -c "mkdir -p ${settings%/*} && echo 'create_main_cluster = false' >$settings"
    install_packages postgresql-15
    find_postgres
  fi
  [[ -n $postgres_bin ]] || die "PostgreSQL's initdb is not under /usr/lib/postgresql"
}

# need_node_packages FOLDER: what its lock file says, installed once for each version of that file.
need_node_packages() {
  local folder=$1 stamp=$1/node_modules/.installed-from
  if ! cmp -s "$folder/package-lock.json" "$stamp"; then
    npm ci --prefix "$folder" --no-progress --loglevel=error || die "npm ci failed in $folder"
    cp "$folder/package-lock.json" "$stamp"
  fi
}

# --- a PostgreSQL of our own ---

as_database_owner() {
  # initdb and postgres refuse to run as root.
  if ((EUID == 0)); then runuser -u postgres -- "$@"; else "$@"; fi
}

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });'
}

# start_postgres [PREFIX...]: durable as in production; sets postgres_port. The prefix is a command that starts it, such as taskset.
start_postgres() {
  local home=$scratch/postgres
  mkdir "$home"
  ((EUID != 0)) || chown postgres: "$home"
  as_database_owner "$postgres_bin/initdb" -D "$home/data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
    >"$scratch/initdb.log" 2>&1 || { cat "$scratch/initdb.log" >&2; die "initdb failed"; }
  cat >>"$home/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$home'
max_connections = 300
CONF
  for _ in 1 2 3 4 5; do # another program may take the port first
    postgres_port=$(free_port)
    if as_database_owner "$@" "$postgres_bin/pg_ctl" start -w -D "$home/data" -l "$home/log" -o "-p $postgres_port" >/dev/null 2>&1; then
      postgres_data=$home/data
      return
    fi
  done
  cat "$home/log" >&2
  die "PostgreSQL did not start"
}
