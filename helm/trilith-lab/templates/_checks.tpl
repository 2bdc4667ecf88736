{{/* Rules between values, which a schema cannot say in words that help. */}}
{{- define "lab.checks" -}}
{{- $sites := .Values.sites -}}
{{- $all := list "production" "local" "remote" -}}
{{- $namespaces := list -}}
{{- $arrays := list -}}
{{- range $all -}}
{{- $site := index $sites . -}}
{{- $namespaces = append $namespaces $site.namespace -}}
{{- $arrays = append $arrays $site.array -}}
{{- end -}}
{{- if ne (len (uniq $namespaces)) 3 -}}
{{- fail (printf "sites.*.namespace: two sites share a namespace (%s): each site needs its own" (join ", " $namespaces)) -}}
{{- end -}}
{{- if ne (len (uniq $arrays)) 3 -}}
{{- fail (printf "sites.*.array: two sites' arrays have the same name (%s): records tell arrays apart by it" (join ", " $arrays)) -}}
{{- end -}}
{{- if and .Values.namespaces.create (has .Release.Namespace $namespaces) -}}
{{- fail (printf "the release's own namespace %s is one of the sites: install into another one (-n trilith-lab), or the disaster takes Helm's record of the release with it; or set namespaces.create=false" .Release.Namespace) -}}
{{- end -}}
{{- range $group, $credentials := .Values.credentials -}}
{{- if kindIs "map" $credentials -}}
{{- range $name, $given := $credentials -}}
{{- if and $given.token $given.existingSecret -}}
{{- fail (printf "credentials.%s.%s has token and existingSecret: give one of them" $group $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $taken := dict -}}
{{- range include "lab.sites" . | fromYamlArray -}}
{{- $array := include "lab.array" (list $ .) | fromYaml -}}
{{- $service := $array.service -}}
{{- if and (eq $service.type "NodePort") (not $service.host) -}}
{{- fail (printf "the service of array %s is of type NodePort, so its host must be the address at which other clusters reach a node of this one" (index $sites .).array) -}}
{{- end -}}
{{- if and (ne $service.type "NodePort") $service.host -}}
{{- fail (printf "the service of array %s is of type %s: host is only for NodePort" (index $sites .).array $service.type) -}}
{{- end -}}
{{- if and (eq $service.type "Headless") $service.nodePorts -}}
{{- fail (printf "the service of array %s is headless: nodePorts are only for NodePort and LoadBalancer" (index $sites .).array) -}}
{{- end -}}
{{- $own := (index $sites .).array -}}
{{- with $array.storage.hostTls -}}
{{- if eq (empty .certificateSecret) (empty .pskSecret) -}}
{{- fail (printf "storage.hostTls of array %s needs either certificateSecret or pskSecret, and not both" $own) -}}
{{- end -}}
{{- if and .verifyClients (not .certificateSecret) -}}
{{- fail (printf "storage.hostTls of array %s: verifyClients needs certificateSecret" $own) -}}
{{- end -}}
{{- if and (ne (.mode | default "Forced") "Allowed") $.Values.host.enabled -}}
{{- fail (printf "array %s would serve nobody outside TLS, but this chart's host speaks plain NBD: give storage.hostTls the mode Allowed, or leave out the host (host.enabled=false)" $own) -}}
{{- end -}}
{{- end -}}
{{- range $port, $number := $service.nodePorts -}}
{{- $wanted := printf "%d" (int $number) -}}
{{- if hasKey $taken $wanted -}}
{{- fail (printf "node port %s is wanted twice, for %s and for %s of array %s: a cluster gives it once. Under arrays.service.nodePorts all arrays of a release have the same, so give each its own under sites.<site>.overrides.service.nodePorts, or leave them out and let the cluster choose" $wanted (get $taken $wanted) $port $own) -}}
{{- end -}}
{{- $_ := set $taken $wanted (printf "%s of array %s" $port $own) -}}
{{- end -}}
{{- $need := 0 -}}
{{- range include "lab.volumes" (list $ .) | fromYamlArray -}}
{{- $need = add $need (include "lab.mebibytes" (ternary $.Values.managementSize $.Values.size (.management | default false))) -}}
{{- end -}}
{{- if gt $need (include "lab.mebibytes" $array.storage.size | int64) -}}
{{- fail (printf "array %s needs %dMi for its volumes, but its storage.size is %s: raise arrays.storage.size, or ask for fewer (volumes) or smaller (size) volumes" (index $sites .).array $need $array.storage.size) -}}
{{- end -}}
{{- end -}}
{{- end }}
