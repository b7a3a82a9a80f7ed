# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For cases that run several processes: sourced, with $QUERN set.
#
#   ranks N ARGUMENTS...    quern as N processes; what the launcher itself
#                           says of a failure is left out
"$QUERN" --version | grep -q '^ranks: MPI' || {
  echo 'built without MPI' >&2
  exit 77
}
command -v mpirun >/dev/null || {
  echo 'no mpirun' >&2
  exit 77
}
# Open MPI's: more processes than cores, which do not wait in circles, and the
# superuser of a container.
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_mpi_yield_when_idle=1
export OMPI_MCA_hwloc_base_binding_policy=none
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe
export PRTE_ALLOW_RUN_AS_ROOT=1 PRTE_ALLOW_RUN_AS_ROOT_CONFIRM=1

ranks() {
  n=$1
  shift
  status=0
  mpirun -n "$n" "$QUERN" "$@" 2>said || status=$?
  grep '^quern' said || true
  [ "$status" = 0 ] || echo "status $status"
}
