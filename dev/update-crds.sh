#!/bin/sh
# Writes crds/ anew from the classes of operator.api.v1alpha1, and the chart's copy from crds/.
set -eu
cd "$(dirname "$0")/.."
./mvnw -B -pl operator -am test -Dtest=CrdFilesTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Dtrilith.crds.update=true "$@"
rm -f helm/trilith/files/crds/*.yaml
cp crds/*.yaml helm/trilith/files/crds/
git --no-pager diff --stat -- crds helm/trilith/files/crds
