"""Golden file of learning rates: PyTorch's OneCycleLR (both anneals) and CosineAnnealingLR.

    python3 test/golden/make_schedules.py        (needs python3-torch)
"""
import json
import os
import torch
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingLR, OneCycleLR


def rates(make, steps):
    optimiser = SGD([torch.zeros(1, requires_grad=True)], 0.05, momentum=0.9)
    scheduler, result = make(optimiser), []
    for _ in range(steps):
        result.append(optimiser.param_groups[0]['lr'])
        optimiser.step()
        scheduler.step()
    return result


def cycle(anneal, steps, rise, start, end):
    optimiser = SGD([torch.zeros(1, requires_grad=True)], 0.05, momentum=0.9)
    scheduler = OneCycleLR(optimiser, 0.05, total_steps=steps, pct_start=rise, anneal_strategy=anneal,
                           div_factor=start, final_div_factor=end)
    result = [optimiser.param_groups[0]['lr']]
    for _ in range(steps - 1):
        optimiser.step()
        scheduler.step()
        result.append(optimiser.param_groups[0]['lr'])
    return {'anneal': {'cos': 'cosine', 'linear': 'linear'}[anneal], 'rise': rise, 'startDivisor': start,
            'endDivisor': end, 'rates': result}


golden = {
    'torch': torch.__version__,
    'oneCycle': [cycle('cos', 30, 0.3, 25, 1e4), cycle('linear', 30, 0.3, 25, 1e4), cycle('linear', 24, 0.25, 10, 100)],
    'cosine': rates(lambda o: CosineAnnealingLR(o, 12), 12),
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'schedules.json'), 'w') as file:
    json.dump(golden, file, indent=1)
