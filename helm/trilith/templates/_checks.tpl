{{/* Rules between values, which a schema cannot say in words that help. */}}
{{- define "trilith.checks" -}}
{{- if .Values.operator.enabled -}}
{{- if and (eq .Values.operator.scope "site") (not .Values.operator.chainNamespaces) -}}
{{- fail "operator.scope is site, but operator.chainNamespaces is empty: name the namespaces of the chain, or the operator can never see that a site is lost" -}}
{{- end -}}
{{- if and (eq .Values.operator.scope "site") (not (has .Release.Namespace .Values.operator.chainNamespaces)) -}}
{{- fail (printf "operator.scope is site, but operator.chainNamespaces lacks the operator's own namespace %s: install it into a namespace of the chain (-n), or add it" .Release.Namespace) -}}
{{- end -}}
{{- if and (eq .Values.operator.scope "cluster") .Values.operator.chainNamespaces -}}
{{- fail "operator.chainNamespaces is only for operator.scope site: an operator of scope cluster sees every namespace" -}}
{{- end -}}
{{- $own := include "trilith.labels" . | fromYaml -}}
{{- range $key, $_ := .Values.operator.podLabels -}}
{{- if hasKey $own $key -}}
{{- fail (printf "operator.podLabels has %s, which is the chart's own label: choose another key" $key) -}}
{{- end -}}
{{- end -}}
{{- range $key, $_ := .Values.operator.serviceMonitor.labels -}}
{{- if hasKey $own $key -}}
{{- fail (printf "operator.serviceMonitor.labels has %s, which is the chart's own label: choose another key" $key) -}}
{{- end -}}
{{- end -}}
{{- else if not .Values.crds.install -}}
{{- fail "operator.enabled and crds.install are both false: nothing would be installed" -}}
{{- end -}}
{{- end }}
