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
} as const
export type Citation = keyof typeof CITATIONS

export function bibtex(cited: readonly Citation[]): string {
  return `${[...new Set(cited)].map((key) => CITATIONS[key]).join('\n\n')}\n`
}
