/** What a methods paragraph cites, as BibTeX. */

export const CITATIONS = {
  li2023: `@article{li2023,
  author = {Li, Zhe and Ortega Caro, Josue and Rusak, Evgenia and Brendel, Wieland and Bethge, Matthias and Anselmi, Fabio and Patel, Ankit B. and Tolias, Andreas S. and Pitkow, Xaq},
  title = {Robust deep learning object recognition models rely on low frequency information in natural images},
  journal = {PLoS Computational Biology},
  year = {2023},
  volume = {19},
  number = {3},
  pages = {e1010932},
  doi = {10.1371/journal.pcbi.1010932}
}`,
  he2016: `@inproceedings{he2016,
  author = {He, Kaiming and Zhang, Xiangyu and Ren, Shaoqing and Sun, Jian},
  title = {Deep residual learning for image recognition},
  booktitle = {IEEE Conference on Computer Vision and Pattern Recognition},
  pages = {770--778},
  year = {2016}
}`,
  hendrycks2019: `@inproceedings{hendrycks2019,
  author = {Hendrycks, Dan and Dietterich, Thomas},
  title = {Benchmarking neural network robustness to common corruptions and perturbations},
  booktitle = {International Conference on Learning Representations},
  year = {2019}
}`,
  brendel2019: `@inproceedings{brendel2019,
  author = {Brendel, Wieland and Rauber, Jonas and K{\\"u}mmerer, Matthias and Ustyuzhaninov, Ivan and Bethge, Matthias},
  title = {Accurate, reliable and fast robustness evaluation},
  booktitle = {Advances in Neural Information Processing Systems},
  volume = {32},
  year = {2019}
}`,
  yin2019: `@inproceedings{yin2019,
  author = {Yin, Dong and Gontijo Lopes, Raphael and Shlens, Jonathon and Cubuk, Ekin D. and Gilmer, Justin},
  title = {A {Fourier} perspective on model robustness in computer vision},
  booktitle = {Advances in Neural Information Processing Systems},
  volume = {32},
  year = {2019}
}`,
  wilson1927: `@article{wilson1927,
  author = {Wilson, Edwin B.},
  title = {Probable inference, the law of succession, and statistical inference},
  journal = {Journal of the American Statistical Association},
  volume = {22},
  number = {158},
  pages = {209--212},
  year = {1927}
}`,
  efron1987: `@article{efron1987,
  author = {Efron, Bradley},
  title = {Better bootstrap confidence intervals},
  journal = {Journal of the American Statistical Association},
  volume = {82},
  number = {397},
  pages = {171--185},
  year = {1987}
}`,
  li2019: `@inproceedings{li2019,
  author = {Li, Zhe and Brendel, Wieland and Walker, Edgar Y. and Cobos, Erick and Muhammad, Taliah and Reimer, Jacob and Bethge, Matthias and Sinz, Fabian H. and Pitkow, Xaq and Tolias, Andreas S.},
  title = {Learning from brains how to regularize machines},
  booktitle = {Advances in Neural Information Processing Systems},
  volume = {32},
  year = {2019}
}`,
  safarani2021: `@inproceedings{safarani2021,
  author = {Safarani, Shahd and Nix, Arne and Willeke, Konstantin and Cadena, Santiago A. and Restivo, Kelli and Denfield, George and Tolias, Andreas S. and Sinz, Fabian H.},
  title = {Towards robust vision by multi-task learning on monkey visual cortex},
  booktitle = {Advances in Neural Information Processing Systems},
  volume = {34},
  year = {2021}
}`,
  athalye2018: `@inproceedings{athalye2018,
  author = {Athalye, Anish and Engstrom, Logan and Ilyas, Andrew and Kwok, Kevin},
  title = {Synthesizing robust adversarial examples},
  booktitle = {International Conference on Machine Learning},
  year = {2018}
}`,
  pintor2021: `@inproceedings{pintor2021,
  author = {Pintor, Maura and Roli, Fabio and Brendel, Wieland and Biggio, Battista},
  title = {Fast minimum-norm adversarial attacks through adaptive norm constraints},
  booktitle = {Advances in Neural Information Processing Systems},
  volume = {34},
  year = {2021}
}`,
  madry2018: `@inproceedings{madry2018,
  author = {M{\\k{a}}dry, Aleksander and Makelov, Aleksandar and Schmidt, Ludwig and Tsipras, Dimitris and Vladu, Adrian},
  title = {Towards deep learning models resistant to adversarial attacks},
  booktitle = {International Conference on Learning Representations},
  year = {2018}
}`,
  goodfellow2015: `@inproceedings{goodfellow2015,
  author = {Goodfellow, Ian J. and Shlens, Jonathon and Szegedy, Christian},
  title = {Explaining and harnessing adversarial examples},
  booktitle = {International Conference on Learning Representations},
  year = {2015}
}`,
  rony2019: `@inproceedings{rony2019,
  author = {Rony, J{\\'e}r{\\^o}me and Hafemann, Luiz G. and Oliveira, Luiz S. and Ben Ayed, Ismail and Sabourin, Robert and Granger, Eric},
  title = {Decoupling direction and norm for efficient gradient-based {L2} adversarial attacks and defenses},
  booktitle = {IEEE Conference on Computer Vision and Pattern Recognition},
  year = {2019}
}`,
  carlini2017: `@inproceedings{carlini2017,
  author = {Carlini, Nicholas and Wagner, David},
  title = {Towards evaluating the robustness of neural networks},
  booktitle = {IEEE Symposium on Security and Privacy},
  pages = {39--57},
  year = {2017}
}`,
  moosavi2016: `@inproceedings{moosavi2016,
  author = {Moosavi-Dezfooli, Seyed-Mohsen and Fawzi, Alhussein and Frossard, Pascal},
  title = {{DeepFool}: a simple and accurate method to fool deep neural networks},
  booktitle = {IEEE Conference on Computer Vision and Pattern Recognition},
  pages = {2574--2582},
  year = {2016}
}`,
  brendel2018: `@inproceedings{brendel2018,
  author = {Brendel, Wieland and Rauber, Jonas and Bethge, Matthias},
  title = {Decision-based adversarial attacks: reliable attacks against black-box machine learning models},
  booktitle = {International Conference on Learning Representations},
  year = {2018}
}`,
  chen2020: `@inproceedings{chen2020,
  author = {Chen, Jianbo and Jordan, Michael I. and Wainwright, Martin J.},
  title = {{HopSkipJumpAttack}: a query-efficient decision-based attack},
  booktitle = {IEEE Symposium on Security and Privacy},
  pages = {1277--1294},
  year = {2020}
}`,
} as const
export type Citation = keyof typeof CITATIONS

export function bibtex(cited: readonly Citation[]): string {
  return `${[...new Set(cited)].map((key) => CITATIONS[key]).join('\n\n')}\n`
}
