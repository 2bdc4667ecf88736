# The two commands that matter: make lab, make test. Everything finds the newest JDK >= 21 by itself.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help build lab test planted-bugs seeds soak bench images images-load fuzz e2e e2e-sites crds kustomize reference format clean

JDK = JAVA_HOME="$$(dev/find-jdk)" && export JAVA_HOME

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

build: ## Build the jars and the start-up caches, without tests
	@dev/build

lab: ## Run the main job: three sites, real data, production lost, recovered and verified
	@./trilith lab run --scenario production-loss

test: ## Run all tests that need no cluster
	@dev/install-test-tools
	@$(JDK) && ./mvnw -B verify

planted-bugs: ## Put known bugs into copies of the sources, and ask the simulation to find each
	@dev/planted-bugs

seeds: ## Simulate COUNT (20000) worlds from seed SEED (1) on, on every processor
	@./trilith simulate --seed $(or $(SEED),1) --count $(or $(COUNT),20000) --processes "$$(getconf _NPROCESSORS_ONLN)"

soak: ## Kill processes of a lab for MINUTES (10); then COUNT (1000000) seeds, OPERATOR_COUNT (5000) with the operator, all crashes and pairs, disk states of LENGTH 4
	@dev/install-test-tools
	@dev/soak $(or $(MINUTES),10) $(SEED)
	@$(MAKE) --no-print-directory seeds COUNT=$(or $(COUNT),1000000) SEED=$(or $(SEED),1)
	@./trilith simulate --operator --seed $(or $(SEED),1) --count $(or $(OPERATOR_COUNT),5000) --processes "$$(getconf _NPROCESSORS_ONLN)"
	@./trilith simulate --enumerate singles --processes "$$(getconf _NPROCESSORS_ONLN)"
	@./trilith simulate --enumerate pairs --sites 3 --processes "$$(getconf _NPROCESSORS_ONLN)"
	@$(JDK) && ./mvnw -B -q -pl simulation -am test -Dspotless.check.skip -Djacoco.skip -Dtest=DiskStatesTest \
		-Dtrilith.disk.length=$(or $(LENGTH),4) -Dsurefire.failIfNoSpecifiedTests=false

bench: ## Measure the array and its peers in turn: ROWS=name,... ROUNDS=5 SIZE=1G; DOCS=1 writes docs/performance.md
	@dev/bench --rows "$(ROWS)" --rounds "$(or $(ROUNDS),5)" --size "$(or $(SIZE),1G)" $(if $(DOCS),--docs docs)

images: ## Write the images of operator, array and command line to target/images/*.tar, and test them
	@dev/build-images

images-load: ## Put the images into kind or minikube, or run IMAGE_LOAD TAR...
	@dev/load-images

fuzz: ## Fuzz handshake, commands, link frames and record slots in turn, FUZZ_ROUNDS times (1)
	@$(JDK) && for round in $$(seq $(or $(FUZZ_ROUNDS),1)); do for target in Handshake Transmission Frame Slot; do \
		echo "fuzzing $$target" && JAZZER_FUZZ=1 ./mvnw -B -q -pl storage-emulator -am test -Dspotless.check.skip -Djacoco.skip \
		-Dtest="$${target}FuzzTest" -Dsurefire.failIfNoSpecifiedTests=false || exit 1; done; done

e2e: ## Run the stories of system-tests on the cluster that KUBECONFIG names, with the images loaded
	@rm -f */target/failsafe-reports/failsafe-summary.xml # of an earlier run: a failure in it would count again
	@$(JDK) && ./mvnw -B -pl system-tests -am verify -Pe2e -Djacoco.skip=true -Dtest=none -Dit.test='$(or $(E2E),*E2E)' \
		-Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false

e2e-sites: ## Run the stories of three clusters, those that TRILITH_E2E_SITES names
	@$(MAKE) --no-print-directory e2e E2E='$(or $(E2E),*Cluster*E2E)'

crds: ## Generate crds/ and the chart's copy again from the operator's classes
	@$(JDK) && sh dev/update-crds.sh

kustomize: ## Generate kustomize/ and gitops/argocd/argocd-cm.yaml again from the charts
	@$(JDK) && ./mvnw -B -q -pl helm-tests -am test -Dtest=GeneratedFilesTest -Dsurefire.failIfNoSpecifiedTests=false -Dtrilith.kustomize=write

reference: ## Write docs/reference/cli.md and resources.md again from the code
	@$(JDK) && ./mvnw -B -q -pl house-rules -am package -Dtest=ReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dtrilith.reference=write

format: ## Format the Java sources and the POMs
	@$(JDK) && ./mvnw -B -q spotless:apply

clean: ## Delete everything that was built
	@$(JDK) && ./mvnw -B -q clean && rm -rf target
