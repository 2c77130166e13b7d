// A node in virtual time whose NVML is this program's, and its cards.
#pragma once

#include "node.h"
#include "nvml_abi.h"

struct node card_node(const char *models);
struct node card_node_described(const char *description);
nvmlDevice_t card(unsigned int index);
