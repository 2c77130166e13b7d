// Cards that fail while a program uses them.
#pragma once

// Breaks the contexts of this process on every card that had a critical Xid or fell off the bus. Called by each entry point
// while the description, or the control tool, has something go wrong.
void sg_device_loss_look(void);
