{{- define "lab.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | quote }}
app.kubernetes.io/part-of: trilith
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/* "true" if each site has an operator of its own. */}}
{{- define "lab.siteScope" -}}
{{- if or .Values.only (eq .Values.scope "site") }}true{{ end -}}
{{- end }}

{{/* The sites that this release installs, as a YAML list in the order of the chain. */}}
{{- define "lab.sites" -}}
{{- if .Values.only -}}
{{ toJson (list .Values.only) }}
{{- else -}}
{{ toJson (list "production" "local" "remote") }}
{{- end -}}
{{- end }}

{{/* Which sites each site's resources name: copies go down the chain, and the last site recovers. */}}
{{- define "lab.names" -}}
production: [local, remote]
local: [remote]
remote: [production, local]
{{- end }}

{{/* What arrays says for all sites, with one site's overrides. Takes (list root site). */}}
{{- define "lab.array" -}}
{{- $root := index . 0 -}}
{{- $site := index $root.Values.sites (index . 1) -}}
{{ mergeOverwrite (deepCopy $root.Values.arrays) (deepCopy $site.overrides) | toYaml }}
{{- end }}

{{/* Where a site's array is reached inside the cluster. Takes (list root site). */}}
{{- define "lab.service" -}}
{{- $site := index (index . 0).Values.sites (index . 1) -}}
array-{{ $site.array }}.{{ $site.namespace }}.svc
{{- end }}

{{- define "lab.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* The restricted profile, for pods of the command line. */}}
{{- define "lab.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "lab.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* What selects these namespaces; nobody but the API server can give a namespace this label. */}}
{{- define "lab.inNamespaces" -}}
matchExpressions:
  - key: kubernetes.io/metadata.name
    operator: In
    values: {{ toJson . }}
{{- end }}

{{/* A size in MiB. The schema allows Mi, Gi and Ti. */}}
{{- define "lab.mebibytes" -}}
{{- $number := regexFind "^[0-9]+" . | int64 -}}
{{- if hasSuffix "Ti" . }}{{ mul $number 1048576 }}{{ else if hasSuffix "Gi" . }}{{ mul $number 1024 }}{{ else }}{{ $number }}{{ end -}}
{{- end }}
