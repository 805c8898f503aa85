#pragma once

// libyaml: the event interface that FlowModel reads flows with.
#include <yaml.h>
