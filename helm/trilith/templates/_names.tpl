{{- define "trilith.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | quote }}
app.kubernetes.io/part-of: trilith
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{ include "trilith.selector" . }}
{{- end }}

{{- define "trilith.selector" -}}
app.kubernetes.io/name: trilith-operator
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "trilith.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default .Values.fullnameOverride }}
{{- else -}}
{{ required "serviceAccount.create is false, so serviceAccount.name must name an account that exists in the release's namespace" .Values.serviceAccount.name }}
{{- end -}}
{{- end }}

{{- define "trilith.image" -}}
{{ .Values.operator.image.repository }}:{{ .Values.operator.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "trilith.arrayImage" -}}
{{ .Values.operator.arrayImage | default (printf "trilith.dev/array:%s" .Chart.AppVersion) }}
{{- end }}

{{/* Cluster-wide names: several site releases share a cluster, one cluster release has it alone. */}}
{{- define "trilith.clusterName" -}}
{{- if eq .Values.operator.scope "site" -}}
{{ .Values.fullnameOverride }}-{{ .Release.Namespace }}
{{- else -}}
{{ .Values.fullnameOverride }}
{{- end -}}
{{- end }}
