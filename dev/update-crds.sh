#!/bin/sh
# Writes crds/ anew from the classes of operator.api.v1alpha1.
set -eu
cd "$(dirname "$0")/.."
./mvnw -B -pl operator -am test -Dtest=CrdFilesTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Dtrilith.crds.update=true "$@"
git --no-pager diff --stat -- crds
