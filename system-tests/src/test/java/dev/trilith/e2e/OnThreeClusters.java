package dev.trilith.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A story over three clusters, one for each data centre. Where the environment names none it is
 * skipped, with one line that says so.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OnThreeClusters.Condition.class)
@interface OnThreeClusters {
    /** Asks the environment. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Optional<String> missing = DataCentres.missing();
            if (missing.isEmpty()) {
                return ConditionEvaluationResult.enabled("there are three clusters");
            }
            if (context.getTestMethod().isEmpty()) {
                System.out.println("SKIPPED " + context.getDisplayName() + ": " + missing.get());
            }
            return ConditionEvaluationResult.disabled(missing.get());
        }
    }
}
