-- Health of a DRCycle, as Argo CD shows it: what its conditions say. Argo CD passes the resource as obj.
local status = obj.status
if status == nil or status.conditions == nil then
  return { status = "Progressing", message = "the operator has not looked at it yet" }
end
if status.observedGeneration ~= nil and obj.metadata.generation ~= nil
    and status.observedGeneration < obj.metadata.generation then
  return { status = "Progressing", message = "the operator has not looked at the last change yet" }
end
local ready = nil
for _, condition in ipairs(status.conditions) do
  if condition.type == "Stalled" and condition.status == "True" then
    return { status = "Degraded", message = condition.reason .. ": " .. condition.message }
  end
  if condition.type == "Ready" then
    ready = condition
  end
end
if ready == nil then
  return { status = "Progressing", message = "the operator has not said yet how it stands" }
end
local message = ready.reason .. ": " .. ready.message
-- A person has stopped it, or must decide.
local waits = { Paused = true, ApprovalNeeded = true, RecoverySuggested = true }
if waits[ready.reason] then
  return { status = "Suspended", message = message }
end
if ready.status == "True" then
  return { status = "Healthy", message = message }
end
return { status = "Progressing", message = message }
